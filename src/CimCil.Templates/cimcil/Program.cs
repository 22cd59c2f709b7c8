return await CimCil.Cli.CimCilApp.RunAsync(args);
