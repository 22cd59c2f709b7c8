using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Diagnostics;

/// <summary>
/// Every error in the declaration of a record. The generator and the analyzer both report them: the compiler shows equal diagnostics
/// once, what a generator reports it shows even where it stops before it runs an analyzer, and only an analyzer's are offered a fix.
/// </summary>
internal static class RecordChecks
{
    /// <summary>The errors that keep a record from being completed.</summary>
    public static IReadOnlyList<Diagnostic> FindBlocking(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (ShapeChecks.Find(type, cancellation) is { } shape)
            return [shape];
        return type.DerivesFrom(KnownNames.ConfigSection) && IsMarked(type) ? [.. GeneratedNameChecks.Find(type)] : [];
    }

    /// <summary>The errors that a completed record can have.</summary>
    public static IEnumerable<Diagnostic> FindOther(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        if (!type.DerivesFrom(KnownNames.ConfigSection))
            yield break;
        if (type.Attribute(KnownNames.ExperimentAttribute) is { } experiment)
        {
            if (NameChecks.FindExperiment(type, experiment, cancellation) is { } name)
                yield return name;
        }
        else if (type.Attribute(KnownNames.ConfigSectionAttribute) is { } section && NameChecks.FindSection(type, section, cancellation) is { } kind)
            yield return kind;
        foreach (var rule in type.Attribute(KnownNames.ConfigSectionAttribute) is null ? [] : ValueRuleChecks.FindUnreachable(type, compilation, cancellation))
            yield return rule;
        foreach (var member in MemberChecks.Find(type, cancellation))
            yield return member;
    }

    private static bool IsMarked(INamedTypeSymbol type) => type.Attribute(KnownNames.ExperimentAttribute) is not null || type.Attribute(KnownNames.ConfigSectionAttribute) is not null;
}
