namespace CimCil.Configuration.Schema;

/// <summary>
/// A value that the source generator read from a section's declaration, so that the analyzer knows defaults and presets of
/// sections in other assemblies too. Written by generated code; nothing reads it at run time.
/// </summary>
/// <param name="source">The static property that is the preset; empty for the defaults of the record.</param>
/// <param name="path">Property names from the section to the value, with dots; empty for the preset itself.</param>
/// <param name="value">A constant, an array of constants, or the type of a section.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class KnownValueAttribute(string source, string path, object value) : Attribute
{
    /// <summary>The preset; empty for the defaults of the record.</summary>
    public string Source { get; } = source;

    /// <summary>Property names from the section to the value.</summary>
    public string Path { get; } = path;

    /// <summary>The value.</summary>
    public object Value { get; } = value;

    /// <summary>The preset that a section starts from; empty where it starts from the defaults of its type.</summary>
    public string Preset { get; init; } = "";
}
