using System.Runtime.CompilerServices;
using CimCil.Foundation;
using TorchSharp;

namespace CimCil.Tests;

[TestClass]
public sealed class TorchSetup
{
    /// <summary>Runs the library's own initializer before a test touches <c>torch</c> without touching the library.</summary>
    [ModuleInitializer]
    internal static void Initialize() => RuntimeHelpers.RunModuleConstructor(typeof(LibTorchLocator).Module.ModuleHandle);

    /// <summary>The networks of the tests are so small that handing work to a second thread costs more than it saves.</summary>
    [AssemblyInitialize]
    public static void Prepare(TestContext _)
    {
        torch.set_num_threads(1);
        if (TestDevice.Current.type != DeviceType.CPU)
            torch.set_default_device(TestDevice.Current);
    }
}
