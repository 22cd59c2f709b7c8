using System.Runtime.CompilerServices;
using CimCil.Cli;
using CimCil.Experiments;

// An assembly registers its experiments when it is loaded, and nothing else here would load this one.
RuntimeHelpers.RunModuleConstructor(typeof(Shapes).Module.ModuleHandle);
return await CimCilApp.RunAsync(args);
