using System.Runtime.CompilerServices;
using CimCil.Foundation;

namespace CimCil.Tests;

internal static class TorchSetup
{
    /// <summary>Runs the library's own initializer before a test touches <c>torch</c> without touching the library.</summary>
    [ModuleInitializer]
    internal static void Initialize() => RuntimeHelpers.RunModuleConstructor(typeof(LibTorchLocator).Module.ModuleHandle);
}
