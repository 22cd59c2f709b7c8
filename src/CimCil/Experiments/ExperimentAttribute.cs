namespace CimCil.Configuration;

/// <summary>Names an experiment record and puts it into the catalogue of its assembly.</summary>
/// <param name="name">Unique name in kebab case, as typed after <c>cimcil run</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ExperimentAttribute(string name) : Attribute
{
    /// <summary>Unique name in kebab case.</summary>
    public string Name { get; } = name;

    /// <summary>One line for <c>cimcil list</c>.</summary>
    public string Summary { get; init; } = "";
}
