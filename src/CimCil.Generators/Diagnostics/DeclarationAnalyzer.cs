using System.Collections.Immutable;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CimCil.Generators.Diagnostics;

/// <summary>Says why the generator cannot complete a record, a property or a rule.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeclarationAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [Descriptors.ExperimentShape, Descriptors.NeverRead, Descriptors.SectionShape, Descriptors.SettingType, Descriptors.RuleShape];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(AnalyzeType, SymbolKind.NamedType);
    }

    private static void AnalyzeType(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        var experiment = type.Attribute(KnownNames.ExperimentAttribute) is not null;
        if (experiment && ExperimentDefect(type, context.CancellationToken) is { } defect)
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.ExperimentShape, type.Locations[0], type.Name, defect));
        var section = type.Attribute(KnownNames.ConfigSectionAttribute) is not null;
        if (section && SectionDefect(type, context.CancellationToken) is { } wrong)
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.SectionShape, type.Locations[0], type.Name, wrong));
        if (!experiment && !section && IsForgotten(type))
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.SectionShape, type.Locations[0], type.Name, "mark it [ConfigSection]"));
        if (!type.DerivesFrom(KnownNames.ConfigSection))
            return;
        foreach (var property in type.GetMembers().OfType<IPropertySymbol>().Where(SymbolQueries.IsSettable))
            AnalyzeProperty(context, type, property);
        foreach (var method in type.GetMembers().OfType<IMethodSymbol>().Where(method => method.Attribute(KnownNames.RuleAttribute) is not null))
        {
            if (!CrossRuleParser.IsRule(method, type))
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.RuleShape, method.Locations[0], method.Name, type.Name));
        }
    }

    /// <summary>An experiment's properties are sections of the library; what a user adds to it belongs to no section and reaches no part of a run.</summary>
    private static void AnalyzeProperty(SymbolAnalysisContext context, INamedTypeSymbol type, IPropertySymbol property)
    {
        if (type.DerivesFrom(KnownNames.Experiment) && type.Attribute(KnownNames.ConfigSectionAttribute) is null)
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.NeverRead, property.Locations[0], property.Name, "it is not part of a section; move it into a record marked [ConfigSection]"));
        else if (SettingTypeParser.Parse(property.Type) is null)
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.SettingType, property.Locations[0], property.Name, property.Type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)));
    }

    private static bool IsForgotten(INamedTypeSymbol type) =>
        type.DerivesFrom(KnownNames.ConfigSection) && !type.IsAbstract && !type.DerivesFrom(KnownNames.Experiment);

    private static string? ExperimentDefect(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (!type.IsRecord)
            return "make it a record";
        if (!type.DerivesFrom(KnownNames.Experiment))
            return "derive it from CimCil.Configuration.Experiment";
        if (type.IsAbstract)
            return "it is abstract; remove [Experiment], or make it sealed";
        return type.IsSealed ? DeclarationDefect(type, cancellation) : "make it sealed";
    }

    private static string? SectionDefect(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (!type.IsRecord)
            return "make it a record";
        return type.DerivesFrom(KnownNames.ConfigSection) ? DeclarationDefect(type, cancellation) : "derive it from CimCil.Configuration.ConfigSection";
    }

    /// <summary>What keeps the generator from writing another part of the record or from making one.</summary>
    private static string? DeclarationDefect(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (type.IsGenericType)
            return "remove its type parameters";
        if (!type.IsAbstract && !type.InstanceConstructors.Any(constructor => constructor.Parameters.Length == 0 && constructor.DeclaredAccessibility != Accessibility.Private))
            return "give it a constructor without parameters";
        if (type.GetMembers().OfType<IPropertySymbol>().Any(property => property.IsRequired))
            return "give its required properties a default instead";
        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (!current.DeclaringSyntaxReferences.Any(reference => ((TypeDeclarationSyntax)reference.GetSyntax(cancellation)).Modifiers.Any(SyntaxKind.PartialKeyword)))
                return $"make {(SymbolEqualityComparer.Default.Equals(current, type) ? "it" : current.Name)} partial";
        }
        return null;
    }
}
