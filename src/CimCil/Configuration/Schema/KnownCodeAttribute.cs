namespace CimCil.Configuration.Schema;

/// <summary>
/// The code of a member that decides the values of sections, so that the analyzer knows defaults, presets, factories and rules
/// of other assemblies too. Written by generated code; nothing reads it at run time.
/// </summary>
/// <param name="member">The member, as in documentation comments.</param>
/// <param name="code">Its code in the form of the generator.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class KnownCodeAttribute(string member, string code) : Attribute
{
    /// <summary>The member.</summary>
    public string Member { get; } = member;

    /// <summary>Its code.</summary>
    public string Code { get; } = code;
}
