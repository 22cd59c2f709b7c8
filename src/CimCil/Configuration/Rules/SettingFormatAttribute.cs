namespace CimCil.Configuration;

/// <summary>
/// Lets a value type of its own be a setting: the type has <c>static bool TryParse(string text, out T value)</c>, and its
/// <see cref="object.ToString"/> writes what that method reads, in the invariant culture.
/// </summary>
/// <param name="expected">What is typed, as shown to a user who typed something else.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class SettingFormatAttribute(string expected) : Attribute
{
    /// <summary>What is typed.</summary>
    public string Expected { get; } = expected;
}
