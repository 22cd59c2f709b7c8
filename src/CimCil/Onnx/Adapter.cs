using System.Globalization;
using CimCil.Foundation;

namespace CimCil.Onnx;

/// <summary>A GPU that a provider may compute on.</summary>
/// <param name="Index">Its number for the provider.</param>
/// <param name="Name">Its name, as the driver gives it.</param>
/// <param name="MemoryByteCount">Its own memory, in bytes; 0 where it shares the processor's.</param>
internal sealed record Adapter(int Index, string Name, long MemoryByteCount)
{
    /// <summary>The adapters of a provider, in the order of their indices; none for the CPU, and none where the driver is missing.</summary>
    public static IReadOnlyList<Adapter> Of(ProviderKind provider) => provider switch
    {
        ProviderKind.DirectMl => DirectXAdapters.List(),
        ProviderKind.Cuda => CudaAdapters.List(),
        _ => [],
    };

    /// <summary>The adapters of a GPU's provider that this program can use.</summary>
    /// <exception cref="ConfigurationException">The provider is not in the ONNX Runtime here, a library is missing, or there is no GPU.</exception>
    public static IReadOnlyList<Adapter> Usable(ProviderKind provider) => ProviderSession.Adapters(provider);

    /// <summary>Chooses an adapter by its index or by a part of its name, whatever the case.</summary>
    /// <param name="wanted">The index or part; null for the first adapter.</param>
    /// <param name="adapters">Those that there are, at least one.</param>
    /// <exception cref="ConfigurationException">None fits, or several do; the message lists all.</exception>
    public static Adapter Choose(string? wanted, IReadOnlyList<Adapter> adapters)
    {
        ArgumentNullException.ThrowIfNull(adapters);
        if (wanted is null)
            return adapters[0];
        Adapter[] found = int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? [.. adapters.Where(adapter => adapter.Index == index)]
            : [.. adapters.Where(adapter => adapter.Name.Contains(wanted, StringComparison.OrdinalIgnoreCase))];
        return found.Length switch
        {
            1 => found[0],
            0 => throw new ConfigurationException($"There is no adapter '{wanted}': there is {Describe(adapters)}. Name one of them by its index or a part of its name."),
            _ => throw new ConfigurationException($"Several adapters fit '{wanted}': {Describe(found)}. Name one by its index."),
        };
    }

    /// <summary>Adapters for a message.</summary>
    internal static string Describe(IReadOnlyList<Adapter> adapters) =>
        adapters.Count == 0 ? "none" : string.Join(", ", adapters.Select(adapter => $"{adapter.Index} ({adapter.Name})"));
}
