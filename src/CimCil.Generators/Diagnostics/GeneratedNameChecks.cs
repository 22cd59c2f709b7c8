using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Diagnostics;

/// <summary>Finds members of a record that stand where generated ones must.</summary>
internal static class GeneratedNameChecks
{
    private const string NoNameOfRecord = "a member cannot have the name of its record; rename the record";

    private static readonly string[] OfExperiments = ["Name", "Summary", "GetSchema", "FromJson", "OwnSchema"];
    private static readonly string[] OfSealedSections = ["GetSchema", "OwnSchema", "OwnParts"];
    private static readonly string[] OfOpenSections = ["GetSchema", "OwnSchema", "Parts"];
    private static readonly string[] OfAbstractSections = ["Parts"];

    /// <summary>Every clash; the record must be marked and have no other defect.</summary>
    public static IEnumerable<Diagnostic> Find(INamedTypeSymbol type)
    {
        foreach (var name in GeneratedIn(type))
        {
            if (type.Name == name)
                yield return SharedDiagnostic.Create(Descriptors.GeneratedName, type.Locations[0], name, type.Name, NoNameOfRecord);
            foreach (var member in type.GetMembers(name).Where(member => Clashes(member, name)))
                yield return SharedDiagnostic.Create(Descriptors.GeneratedName, member.Locations[0], name, type.Name, $"remove yours, or give it another name");
            if (name is not ("Name" or "Summary" or "GetSchema") && Hidden(type, name) is { } hidden)
                yield return SharedDiagnostic.Create(Descriptors.GeneratedName, type.Locations[0], name, type.Name, $"it would hide that of '{hidden.ContainingType.Name}'; rename it there");
            if (name is "Name" or "Summary" or "GetSchema" && Sealing(type, name) is { } sealing)
                yield return SharedDiagnostic.Create(Descriptors.GeneratedName, type.Locations[0], name, type.Name, $"'{sealing.ContainingType.Name}' declares it so that it cannot be overridden; remove it there");
        }
    }

    /// <summary>The names that a marked record's generated part declares.</summary>
    private static string[] GeneratedIn(INamedTypeSymbol type) =>
        type.Attribute(KnownNames.ExperimentAttribute) is not null ? OfExperiments : type.IsAbstract ? OfAbstractSections : type.IsSealed ? OfSealedSections : OfOpenSections;

    /// <summary>Whether the record declares a member of that name that leaves no room for the generated one.</summary>
    public static bool IsTaken(INamedTypeSymbol type, string name) => type.Name == name || type.GetMembers(name).Any(member => Clashes(member, name));

    private static bool Clashes(ISymbol member, string name) => !member.IsImplicitlyDeclared && !IsGenerated(member) && (member, name) switch
    {
        (IMethodSymbol { TypeParameters.Length: 0 } method, "GetSchema") => method.Parameters.Length == 0,
        (IMethodSymbol { TypeParameters.Length: 0 } method, "FromJson") => method.Parameters.Length == 1 && method.Parameters[0].Type.SpecialType == SpecialType.System_String,
        (IMethodSymbol, "GetSchema" or "FromJson") => false,
        _ => true,
    };

    /// <summary>An analyzer sees what the generator has written too.</summary>
    public static bool IsGenerated(ISymbol member) =>
        member.Locations[0].SourceTree?.FilePath is { } path && path.EndsWith(".g.cs", StringComparison.Ordinal) && path.Contains(typeof(ExperimentGenerator).FullName);

    /// <summary>
    /// A member of a base that the generated one would hide, so that the name meant another; hiding a method is harmless, and a marked base
    /// in which the name is generated too is looked at by itself.
    /// </summary>
    private static ISymbol? Hidden(INamedTypeSymbol type, string name) => Inherited(type, name).FirstOrDefault(member =>
        member is not IMethodSymbol && member.DeclaredAccessibility != Accessibility.Private && !(member.ContainingType.Attribute(KnownNames.ConfigSectionAttribute) is not null && GeneratedIn(member.ContainingType).Contains(name)));

    /// <summary>A member of a base in source that the generated one cannot override.</summary>
    private static ISymbol? Sealing(INamedTypeSymbol type, string name) =>
        Inherited(type, name).FirstOrDefault() is { } member && !(member.IsOverride && !member.IsSealed) ? member : null;

    private static IEnumerable<ISymbol> Inherited(INamedTypeSymbol type, string name)
    {
        for (var current = type.BaseType; current is not null && !current.IsNamed(KnownNames.Experiment) && !current.IsNamed(KnownNames.ConfigSection); current = current.BaseType)
        {
            foreach (var member in current.GetMembers(name).Where(member => Clashes(member, name)))
                yield return member;
        }
    }
}
