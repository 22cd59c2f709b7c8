using System.Collections.Concurrent;
using System.Collections.Immutable;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CimCil.Generators.Diagnostics;

/// <summary>Checks whole experiments: what their sections, inherited ones included, say together.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ExperimentAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [Descriptors.Phases, Descriptors.RefreshInterval, Descriptors.NetworkFit, Descriptors.BudgetPerClass];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        var experiments = new ConcurrentBag<(INamedTypeSymbol Type, string Name, Location Location)>();
        var sections = new ConcurrentDictionary<ISymbol, StaticValue?>(SymbolEqualityComparer.Default);
        context.RegisterOperationAction(
            operation =>
            {
                var initializer = (IPropertyInitializerOperation)operation.Operation;
                foreach (var property in initializer.InitializedProperties.Where(property => property.ContainingType.DerivesFrom(KnownNames.Experiment)))
                    sections[property] = StaticEvaluator.Evaluate(initializer.Value);
            },
            OperationKind.PropertyInitializer);
        context.RegisterSymbolAction(
            symbol =>
            {
                if (symbol.Symbol.Attribute(KnownNames.ExperimentAttribute) is { } attribute && attribute.Text() is { } name)
                    experiments.Add(((INamedTypeSymbol)symbol.Symbol, name, NameLocation(attribute, symbol.CancellationToken) ?? symbol.Symbol.Locations[0]));
            },
            SymbolKind.NamedType);
        context.RegisterCompilationEndAction(end =>
        {
            foreach (var (type, name, _) in experiments.Where(experiment => experiment.Type.DerivesFrom(KnownNames.Experiment)))
                new ExperimentChecks(type, name, sections, end.ReportDiagnostic).Run();
        });
    }

    private static Location? NameLocation(AttributeData attribute, CancellationToken cancellation) =>
        (attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) as AttributeSyntax)?.ArgumentList?.Arguments[0].GetLocation();
}
