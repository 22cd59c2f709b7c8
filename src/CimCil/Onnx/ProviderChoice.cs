using CimCil.Foundation;

namespace CimCil.Onnx;

/// <summary>A provider and, for GPUs, which adapter.</summary>
/// <param name="Kind">The provider.</param>
/// <param name="Adapter">The index of an adapter or a part of its name; null for the first one.</param>
public sealed record ProviderChoice(ProviderKind Kind, string? Adapter = null)
{
    /// <summary>The first provider that works.</summary>
    public static ProviderChoice Auto { get; } = new(ProviderKind.Auto);

    /// <summary>The processor.</summary>
    public static ProviderChoice Cpu { get; } = new(ProviderKind.Cpu);

    /// <summary>Reads what users type.</summary>
    /// <param name="provider"><c>auto</c>, <c>directml</c>, <c>cuda</c> or <c>cpu</c>.</param>
    /// <param name="adapter">An index or a part of a name; null for the first one.</param>
    /// <exception cref="ConfigurationException">There is no such provider, or it has no adapters to choose from.</exception>
    public static ProviderChoice Parse(string provider, string? adapter)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var kind = provider switch
        {
            "auto" => ProviderKind.Auto,
            "directml" => ProviderKind.DirectMl,
            "cuda" => ProviderKind.Cuda,
            "cpu" => ProviderKind.Cpu,
            _ => throw new ConfigurationException($"There is no provider '{provider}': it is auto, directml, cuda or cpu. For example: --provider directml"),
        };
        if (adapter is not null && kind is (ProviderKind.Auto or ProviderKind.Cpu))
            throw new ConfigurationException($"--adapter {adapter} chooses a GPU, and the provider is {provider}. Name directml or cuda with --provider, or leave --adapter out.");
        if (adapter is { Length: 0 })
            throw new ConfigurationException("--adapter is empty: it is the index of an adapter or a part of its name. 'cimcil adapters' lists them.");
        return new ProviderChoice(kind, adapter);
    }

    /// <summary>The name that users type.</summary>
    public string Name => NameOf(Kind);

    internal static string NameOf(ProviderKind kind) => kind.ToString().ToLowerInvariant();
}
