using System.Runtime.CompilerServices;
using CimCil.Cli;

// An assembly registers its experiments when it is loaded, and nothing else here would load this one.
RuntimeHelpers.RunModuleConstructor(typeof(ExperimentCatalogue).Module.ModuleHandle);
return await CimCilApp.RunAsync(args);
