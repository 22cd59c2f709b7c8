namespace CimCil.Configuration;

/// <summary>
/// Marks a partial record that derives from <see cref="ConfigSection"/>, so that the generator completes it; an abstract one
/// is a family that sections derive from. Works in any assembly.
/// </summary>
/// <remarks>The compiler would accept it on a struct and twice on a record; the generator refuses both, and says so in one message.</remarks>
/// <param name="kind">Names this choice where several sections fit one place (the <c>kind</c> in JSON), such as <c>shapes</c> for a dataset.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true, Inherited = false)]
public sealed class ConfigSectionAttribute(string kind = "") : Attribute
{
    /// <summary>The name of this choice; empty where only one section fits.</summary>
    public string Kind { get; } = kind;
}
