namespace CimCil.Configuration;

/// <summary>
/// The setting is read only while another setting of the section has a certain value. Setting it otherwise has no effect,
/// which the analyzer reports (CIMCIL008).
/// </summary>
/// <param name="setting">The other property.</param>
/// <param name="value">The value, a constant of its type.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ReadWhenAttribute(string setting, object value) : Attribute
{
    /// <summary>The other property.</summary>
    public string Setting { get; } = setting;

    /// <summary>The value that it must have.</summary>
    public object Value { get; } = value;
}
