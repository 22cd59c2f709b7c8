using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>
/// A module whose parts are registered one by one under the reference's names. TorchSharp would otherwise also register every
/// field that it finds by reflection, under the field's name.
/// </summary>
public abstract class NamedModule(string name) : nn.Module(name)
{
    /// <summary>Registers nothing: constructors have named every part.</summary>
    protected sealed override void RegisterComponents()
    {
    }
}
