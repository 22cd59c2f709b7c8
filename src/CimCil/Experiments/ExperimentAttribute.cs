namespace CimCil.Configuration;

/// <summary>Names an experiment record and puts it into the catalogue of its assembly.</summary>
/// <remarks>The compiler would accept it on a struct and twice on a record; the generator refuses both, and says so in one message.</remarks>
/// <param name="name">Unique name in kebab case, as typed after <c>cimcil run</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true, Inherited = false)]
public sealed class ExperimentAttribute(string name) : Attribute
{
    /// <summary>Unique name in kebab case.</summary>
    public string Name { get; } = name;

    /// <summary>One line for <c>cimcil list</c>.</summary>
    public string Summary { get; init; } = "";
}
