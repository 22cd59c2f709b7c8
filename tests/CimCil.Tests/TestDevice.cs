using CimCil.Foundation;
using static TorchSharp.torch;

namespace CimCil.Tests;

/// <summary>
/// The device of the tests that compare numbers with golden data or central differences: the CPU, or what the environment variable
/// <c>CIMCIL_TEST_DEVICE</c> names. tests/gpu/check.sh runs them on a GPU.
/// </summary>
internal static class TestDevice
{
    /// <summary>The array as a tensor of its own type, on the device.</summary>
    public static Tensor ToTensor(this NpyArray array) => array.OnCpu().to(Current);

    public static Device Current { get; } = ComputeDevice.Find(Environment.GetEnvironmentVariable("CIMCIL_TEST_DEVICE") is { Length: > 0 } name ? name : "cpu").Device;
}
