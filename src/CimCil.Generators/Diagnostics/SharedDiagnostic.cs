using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Diagnostics;

/// <summary>
/// Makes diagnostics that the generator and an analyzer both report. The compiler shows equal ones once, but compares their arguments by
/// reference, so the second to ask is given the first one's.
/// </summary>
internal static class SharedDiagnostic
{
    private static readonly ConditionalWeakTable<SyntaxTree, ConcurrentDictionary<string, Diagnostic>> Known = new();

    public static Diagnostic Create(DiagnosticDescriptor descriptor, Location place, params string[] arguments) => Create(descriptor, place, ImmutableDictionary<string, string?>.Empty, arguments);

    public static Diagnostic Create(DiagnosticDescriptor descriptor, Location place, ImmutableDictionary<string, string?> properties, params string[] arguments)
    {
        if (place.SourceTree is not { } tree)
            return Diagnostic.Create(descriptor, place, properties, [.. arguments]);
        var key = $"{descriptor.Id} {place.SourceSpan} {string.Join("\n", arguments)}";
        return Known.GetOrCreateValue(tree).GetOrAdd(key, _ => Diagnostic.Create(descriptor, place, properties, [.. arguments]));
    }
}
