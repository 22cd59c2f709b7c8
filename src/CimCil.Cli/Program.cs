using CimCil.Cli;

return await CimCilApp.RunAsync(args);
