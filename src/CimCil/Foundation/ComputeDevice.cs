using System.Globalization;
using static TorchSharp.torch;

namespace CimCil.Foundation;

/// <summary>A device by the name that users type.</summary>
/// <param name="Device">The device.</param>
/// <param name="Description">Its name and, where it was chosen automatically, why.</param>
internal sealed record ComputeDevice(Device Device, string Description)
{
    /// <summary>Finds a device. <c>auto</c> is an explicit choice of the first CUDA device, or of the CPU where there is none.</summary>
    /// <param name="name"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</param>
    /// <exception cref="ConfigurationException">The name is none of these, or the device is missing here.</exception>
    /// <exception cref="CimCilException">libtorch does not load.</exception>
    public static ComputeDevice Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsName(name))
            throw new ConfigurationException($"'{name}' is not a device: it must be auto, cpu, cuda or cuda:N. For example: --device cpu");
        LibTorchLocator.EnsureLoaded();
        if (name == "cpu")
            return new ComputeDevice(CPU, "cpu");
        var count = cuda.is_available() ? cuda.device_count() : 0;
        if (name == "auto")
            return count > 0 ? new ComputeDevice(new Device("cuda:0"), "cuda:0 (auto)") : new ComputeDevice(CPU, "cpu (auto: no CUDA device)");
        var index = name == "cuda" ? 0 : int.Parse(name["cuda:".Length..], CultureInfo.InvariantCulture);
        if (index >= count)
        {
            var available = count == 0 ? "this build or machine has no CUDA device" : $"there are cuda:0 to cuda:{count - 1}";
            throw new ConfigurationException($"Device {name} is not available: {available}. Use --device cpu, or build with -p:TorchBackend=cuda on a machine with an NVIDIA GPU.");
        }
        return new ComputeDevice(new Device($"cuda:{index}"), $"cuda:{index}");
    }

    /// <summary>Whether a text has the form of a device name; asks no native library.</summary>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name is "auto" or "cpu" or "cuda"
            || (name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name["cuda:".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }
}
