using System.Runtime.CompilerServices;
using CimCil.Foundation;
using TorchSharp;

namespace CimCil.Outside.Tests;

[TestClass]
public sealed class TorchSetup
{
    /// <summary>Runs the library's own initializer before a test touches <c>torch</c>; one thread is enough for networks so small.</summary>
    [AssemblyInitialize]
    public static void UseOneThread(TestContext _)
    {
        RuntimeHelpers.RunModuleConstructor(typeof(LibTorchLocator).Module.ModuleHandle);
        torch.set_num_threads(1);
    }
}
