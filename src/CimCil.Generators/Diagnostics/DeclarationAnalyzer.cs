using System.Collections.Immutable;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CimCil.Generators.Diagnostics;

/// <summary>Says what is wrong with the declaration of a record, a setting or a rule, and what about them is odd.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeclarationAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Descriptors.ExperimentShape, Descriptors.NeverRead, Descriptors.SectionShape, Descriptors.SettingType, Descriptors.RuleShape, Descriptors.Name,
        Descriptors.Kind, Descriptors.Key, Descriptors.NoSetting, Descriptors.NotListed, Descriptors.ValueRule, Descriptors.GeneratedName,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(AnalyzeType, SymbolKind.NamedType);
        context.RegisterOperationAction(AnalyzeFunction, OperationKind.LocalFunction, OperationKind.AnonymousFunction);
    }

    private static void AnalyzeType(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        var blocking = RecordChecks.FindBlocking(type, context.CancellationToken);
        foreach (var error in blocking.Concat(RecordChecks.FindOther(type, context.Compilation, context.CancellationToken)))
            context.ReportDiagnostic(error);
        if (!type.DerivesFrom(KnownNames.ConfigSection))
            ReportStrayRules(context, type);
        // What is odd about a record counts once it is one.
        foreach (var warning in blocking.Count == 0 ? Warnings(type) : [])
            context.ReportDiagnostic(warning);
    }

    private static void AnalyzeFunction(OperationAnalysisContext context)
    {
        var function = context.Operation is ILocalFunctionOperation local ? local.Symbol : ((IAnonymousFunctionOperation)context.Operation).Symbol;
        if (function.Attribute(KnownNames.RuleAttribute) is { } attribute)
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.RuleShape, MemberChecks.Place(attribute, function, context.CancellationToken), function.Name, context.ContainingSymbol.Name, "it stands inside a member, where nothing asks it; make it a static method of the record that it judges"));
    }

    private static void ReportStrayRules(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
        {
            if (method.Attribute(KnownNames.RuleAttribute) is { } attribute)
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.RuleShape, MemberChecks.Place(attribute, method, context.CancellationToken), method.Name, type.Name, "it stands in no section; move it into the record that it judges"));
        }
    }

    private static IEnumerable<Diagnostic> Warnings(INamedTypeSymbol type)
    {
        if (!type.DerivesFrom(KnownNames.ConfigSection))
            yield break;
        var isExperiment = type.DerivesFrom(KnownNames.Experiment);
        if (isExperiment && type.Attribute(KnownNames.ExperimentAttribute) is not null && Hidden(type) is { } hidden)
            yield return Diagnostic.Create(Descriptors.NotListed, type.Locations[0], type.Name, hidden.Name);
        var hasSettings = !isExperiment || type.Attribute(KnownNames.ConfigSectionAttribute) is not null;
        foreach (var member in type.GetMembers())
        {
            // An experiment's properties are sections of the library; what a user adds to it belongs to no section and reaches no part of a run.
            if (!hasSettings && member is IPropertySymbol property && SymbolQueries.IsSettable(property))
                yield return Diagnostic.Create(Descriptors.NeverRead, property.Locations[0], property.Name, "it is not part of a section; move it into a record marked [ConfigSection]");
            else if (NoSettingReason(type, member) is { } reason)
                yield return Diagnostic.Create(Descriptors.NoSetting, member.Locations[0], member.Name, reason);
        }
    }

    private static INamedTypeSymbol? Hidden(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (current.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal) && !current.IsInFile())
                return current;
        }
        return null;
    }

    /// <summary>Why a public value counts in equality but is neither checked nor written; null where it is a setting, or holds no value of its own.</summary>
    private static string? NoSettingReason(INamedTypeSymbol type, ISymbol member)
    {
        if (member is not { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsOverride: false, IsImplicitlyDeclared: false })
            return null;
        return member switch
        {
            IFieldSymbol { AssociatedSymbol: null } => "it is a field, which is neither checked nor written; make it a property with { get; init; }",
            IPropertySymbol { IsIndexer: true } => null,
            IPropertySymbol { SetMethod: null } property => IsAutomatic(type, property) ? "it cannot be set; add init, or compute it with =>" : null,
            IPropertySymbol { GetMethod: null } => "it cannot be read; add get",
            IPropertySymbol { SetMethod.DeclaredAccessibility: not Accessibility.Public } => "others cannot set it; make its init public, or compute it with =>",
            IPropertySymbol { GetMethod.DeclaredAccessibility: not Accessibility.Public } => "others cannot read it; make its get public",
            IPropertySymbol { SetMethod.IsInitOnly: false } => "set lets it change after it was checked; use init",
            _ => null,
        };
    }

    private static bool IsAutomatic(INamedTypeSymbol type, IPropertySymbol property) =>
        type.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));
}
