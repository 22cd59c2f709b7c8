using static TorchSharp.torch;

namespace CimCil.Onnx;

/// <summary>The names that the parts of a module have in it.</summary>
internal sealed class ModuleNames
{
    private readonly Dictionary<nn.Module, string> _names = new(ReferenceEqualityComparer.Instance);

    /// <summary>Takes the names of all parts.</summary>
    /// <param name="module">The module.</param>
    /// <param name="prefix">Starts every name.</param>
    public ModuleNames(nn.Module module, string prefix)
    {
        foreach (var (name, part) in module.named_modules())
            _names[part] = prefix + name;
    }

    /// <summary>The name of a part.</summary>
    public string Of(nn.Module part) => _names.TryGetValue(part, out var name)
        ? name
        : throw new InvalidOperationException($"A part of type {part.GetType().Name} is used by its backbone and not registered in it: a backbone registers every part by name in its constructor.");
}
