using System.Collections.Immutable;

namespace CimCil.Configuration.Schema;

/// <summary>The sections of every loaded assembly that have a <c>kind</c>, so that overrides and JSON can choose among them.</summary>
public static class SectionRegistry
{
    private static ImmutableArray<SectionChoice> _choices = [];

    /// <summary>Adds the sections of an assembly; called by generated code when the assembly is loaded.</summary>
    public static void Register(IReadOnlyList<SectionChoice> choices) =>
        ImmutableInterlocked.Update(ref _choices, static (known, added) => known.AddRange(added), choices);

    /// <summary>The sections that fit a property of type <paramref name="family"/>, sorted by kind.</summary>
    public static IReadOnlyList<SectionChoice> ChoicesFor(Type family) =>
        [.. _choices.Where(choice => family.IsAssignableFrom(choice.Type)).OrderBy(choice => choice.Kind, StringComparer.Ordinal)];
}

/// <summary>One section that can be chosen by its kind.</summary>
/// <param name="Type">The record.</param>
/// <param name="Kind">The name of the choice.</param>
/// <param name="Create">Makes the section as its record writes it.</param>
public sealed record SectionChoice(Type Type, string Kind, Func<ConfigSection> Create);
