using System.ComponentModel;
using CimCil.Configuration.Schema;
using CimCil.Foundation;

namespace CimCil.Configuration;

/// <summary>
/// A part of an experiment with settings: public properties that are set with <c>init</c>. Derive a partial record and mark
/// it with <see cref="ConfigSectionAttribute"/>; the source generator writes its schema.
/// </summary>
public abstract record ConfigSection
{
    /// <summary>What the records of one line of inheritance add to a schema; each generated part hides that of its base.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected static SectionParts Parts => SectionParts.Empty;

    /// <summary>The settings and rules of this section; written by the source generator.</summary>
    /// <remarks>
    /// It is not abstract: the compiler would say that it is missing wherever the generator cannot write it, and hide what the
    /// generator says is wrong.
    /// </remarks>
    /// <exception cref="ConfigurationException">The record was not completed.</exception>
    public virtual SectionSchema GetSchema() => throw NotCompleted();

    /// <summary>What a record says whose other part was never written.</summary>
    private protected ConfigurationException NotCompleted() => new(
        $"{GetType()} was not completed: CimCil's source generator writes its schema. Import CimCil.Generators.targets into the project that declares it.");

    /// <summary>The key and the name by which JSON says which record this is; null where only one record fits.</summary>
    internal virtual KeyValuePair<string, string>? Discriminator => GetSchema().Kind is { Length: > 0 } kind ? new(SectionPaths.Kind, kind) : null;

    /// <summary>Whether the values that this record gives the sections in it are their defaults there.</summary>
    internal virtual bool SetsDefaults => true;

    /// <summary>Every broken rule of this section and of the sections in it; empty when all hold.</summary>
    public IReadOnlyList<ConfigProblem> Validate() => SectionValidator.Validate(this);

    /// <summary>One line for each setting, those of nested sections included.</summary>
    public IReadOnlyList<SettingDescription> Describe() => SectionDescriber.Describe(this);

    /// <summary>
    /// All settings as canonical JSON: indented by two spaces, <c>kind</c> first and then the names in ordinal order,
    /// independent of the culture. Two equal sections give the same text.
    /// </summary>
    public string ToJson() => SectionJsonWriter.Write(this, SettingScope.All);
}
