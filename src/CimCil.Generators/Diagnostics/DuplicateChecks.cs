using CimCil.Generators.Models;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Diagnostics;

/// <summary>Finds names that two records have: experiments of one program, and kinds that fit one place.</summary>
internal static class DuplicateChecks
{
    public static EquatableArray<Diagnostic> Find(EquatableArray<NamedRecord> own, EquatableArray<RegistrationModel> references)
    {
        if (!HasRepeated(own, references))
            return EquatableArray<Diagnostic>.Empty;
        List<Diagnostic>? found = null;
        var known = new Dictionary<string, List<NamedRecord>>(StringComparer.OrdinalIgnoreCase);
        foreach (var record in references.SelectMany(reference => reference.Names).Concat(own.OrderBy(record => record.Place?.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(record => record.Place?.SourceSpan.Start)))
        {
            if (!known.TryGetValue(record.Name, out var same))
                known.Add(record.Name, same = []);
            if (same.FirstOrDefault(other => Meet(record, other)) is { } first)
                (found ??= []).Add(Report(record, first));
            same.Add(record);
        }
        return found is null ? EquatableArray<Diagnostic>.Empty : new EquatableArray<Diagnostic>([.. found]);
    }

    /// <summary>Whether any name is there twice. Every edit asks, and mostly none is.</summary>
    private static bool HasRepeated(EquatableArray<NamedRecord> own, EquatableArray<RegistrationModel> references)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return own.Any(record => !names.Add(record.Name)) || references.Any(reference => reference.Names.Any(record => !names.Add(record.Name)));
    }

    private static bool Meet(NamedRecord record, NamedRecord other) =>
        record.Families.Count == 0 ? other.Families.Count == 0 : record.Families.Any(family => other.Families.Contains(family));

    private static Diagnostic Report(NamedRecord record, NamedRecord first)
    {
        var others = first.Place is null ? [] : new[] { first.Place };
        if (record.Families.Count > 0)
            return Diagnostic.Create(Descriptors.Kind, record.Place ?? Location.None, others, $"The kind '{record.Name}' is already that of {first.Title}; give {(record.Place is null ? record.Title : $"'{record.Title}'")} another one");
        return record.Place is null
            ? Diagnostic.Create(Descriptors.DuplicateName, Location.None, record.Name, $"{first.Title}, and {record.Title} has it too")
            : Diagnostic.Create(Descriptors.DuplicateName, record.Place, others, record.Name, first.Title);
    }
}
