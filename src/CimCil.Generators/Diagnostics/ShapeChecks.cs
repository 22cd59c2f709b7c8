using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Generators.Diagnostics;

/// <summary>Says why the generator cannot complete a record.</summary>
internal static class ShapeChecks
{
    /// <summary>The one defect that keeps the type from being what it is marked as, or from what its base makes it; null where there is none.</summary>
    public static Diagnostic? Find(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var experiment = Marks(type, KnownNames.ExperimentAttribute);
        var section = Marks(type, KnownNames.ConfigSectionAttribute);
        if (IsUnknown(type) || (experiment.Count == 0 && section.Count == 0 && !IsForgotten(type)))
            return null;
        var isExperiment = experiment.Count > 0 || (section.Count == 0 && type.DerivesFrom(KnownNames.Experiment));
        var defect = isExperiment ? ExperimentDefect(type, experiment.Count, section.Count, cancellation) : SectionDefect(type, section.Count, cancellation);
        return defect is null ? null : SharedDiagnostic.Create(isExperiment ? Descriptors.ExperimentShape : Descriptors.SectionShape, Place(type, experiment.Concat(section), cancellation), type.Name, defect);
    }

    /// <summary>The name of the type in the part that is marked.</summary>
    public static Location Place(INamedTypeSymbol type, IEnumerable<AttributeData> marks, CancellationToken cancellation)
    {
        foreach (var mark in marks)
        {
            if (mark.ApplicationSyntaxReference?.GetSyntax(cancellation).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } declaration)
                return declaration.Identifier.GetLocation();
        }
        return type.Locations[0];
    }

    private static List<AttributeData> Marks(INamedTypeSymbol type, string name) => [.. type.GetAttributes().Where(attribute => attribute.AttributeClass.IsNamed(name))];

    /// <summary>Whether the compiler must first find what the type or its base is; it says so.</summary>
    public static bool IsUnknown(INamedTypeSymbol type)
    {
        if ((type.ContainingType is null && type.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal)) || type is { IsAbstract: true, IsSealed: true, IsStatic: false })
            return true;
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            if (current.TypeKind == TypeKind.Error)
                return true;
        }
        return false;
    }

    private static bool IsForgotten(INamedTypeSymbol type) => !type.IsAbstract && type.DerivesFrom(KnownNames.ConfigSection);

    private static string? ExperimentDefect(INamedTypeSymbol type, int marks, int sectionMarks, CancellationToken cancellation)
    {
        if (marks == 0)
            return $"mark it [Experiment(\"{Configuration.Schema.KebabCase.Suggest(type.Name, "my-experiment")}\")], or make it abstract";
        if (marks > 1)
            return "it is marked [Experiment] twice; remove one of them";
        if (KindDefect(type) is { } kind)
            return kind;
        if (!type.DerivesFrom(KnownNames.Experiment))
            return "derive it from CimCil.Configuration.Experiment";
        if (sectionMarks > 0)
            return "it is marked [ConfigSection] too; remove that, for an experiment is none";
        if (type.IsAbstract)
            return "it is abstract; remove [Experiment], or make it sealed";
        return DeclarationDefect(type, cancellation) ?? (type.IsSealed ? null : "make it sealed");
    }

    private static string? SectionDefect(INamedTypeSymbol type, int marks, CancellationToken cancellation)
    {
        if (marks == 0)
            return "mark it [ConfigSection]";
        if (marks > 1)
            return "it is marked [ConfigSection] twice; remove one of them";
        if (KindDefect(type) is { } kind)
            return kind;
        if (!type.DerivesFrom(KnownNames.ConfigSection))
            return "derive it from CimCil.Configuration.ConfigSection";
        if (!type.IsAbstract && type.DerivesFrom(KnownNames.Experiment))
            return "it is an experiment; mark it [Experiment] instead";
        return DeclarationDefect(type, cancellation);
    }

    private static string? KindDefect(INamedTypeSymbol type) => type switch
    {
        { IsRecord: true, TypeKind: TypeKind.Struct } => "make it a record, not a record struct",
        { IsRecord: false } => "make it a record",
        _ => null,
    };

    /// <summary>What keeps the generator from writing another part of the record or from making one.</summary>
    private static string? DeclarationDefect(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (type.IsInFile())
            return "it is file-local, and no other file can add to it; make it internal";
        for (var current = type; current is not null; current = current.ContainingType)
        {
            var isOwn = SymbolEqualityComparer.Default.Equals(current, type);
            if (current.TypeParameters.Length > 0)
                return isOwn ? "remove its type parameters" : $"move it out of {current.Name}, which has type parameters";
            if (!IsPartial(current, cancellation))
                return $"make {(isOwn ? "it" : current.Name)} partial";
        }
        if (!type.IsAbstract && !type.InstanceConstructors.Any(constructor => constructor.Parameters.Length == 0 && constructor.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
            return "give it a public constructor without parameters";
        return HasRequired(type) ? "give its required members a default instead" : null;
    }

    private static bool HasRequired(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers().Any(member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }))
                return true;
        }
        return false;
    }

    public static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellation) => type.DeclaringSyntaxReferences.Any(reference =>
        reference.GetSyntax(cancellation) is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));
}
