using System.Collections.Concurrent;
using System.Collections.Immutable;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CimCil.Generators.Diagnostics;

/// <summary>Checks that experiments can be told apart by their names.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ExperimentAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.DuplicateName];

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
        context.RegisterSymbolAction(
            symbol =>
            {
                if (symbol.Symbol.Attribute(KnownNames.ExperimentAttribute) is { } attribute && attribute.Text() is { } name)
                    experiments.Add(((INamedTypeSymbol)symbol.Symbol, name, NameLocation(attribute, symbol.CancellationToken) ?? symbol.Symbol.Locations[0]));
            },
            SymbolKind.NamedType);
        context.RegisterCompilationEndAction(end => ReportDuplicates(end, experiments));
    }

    private static Location? NameLocation(AttributeData attribute, CancellationToken cancellation) =>
        (attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) as AttributeSyntax)?.ArgumentList?.Arguments[0].GetLocation();

    private static void ReportDuplicates(CompilationAnalysisContext context, IEnumerable<(INamedTypeSymbol Type, string Name, Location Location)> experiments)
    {
        foreach (var same in experiments.GroupBy(experiment => experiment.Name, StringComparer.OrdinalIgnoreCase))
        {
            var ordered = same
                .OrderBy(experiment => experiment.Location.SourceTree?.FilePath, StringComparer.Ordinal)
                .ThenBy(experiment => experiment.Location.SourceSpan.Start)
                .ToList();
            foreach (var again in ordered.Skip(1))
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.DuplicateName, again.Location, [ordered[0].Location], again.Name, ordered[0].Type.Name));
        }
    }
}
