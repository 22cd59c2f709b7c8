using System.Collections.Immutable;
using CimCil.Configuration.Schema;
using CimCil.Generators.Models;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CimCil.Generators.Diagnostics;

/// <summary>Checks the paths of the problems that a rule returns: a misspelt one would blame a setting that nobody finds.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RulePathAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.RulePath];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(Analyze, OperationKind.Invocation, OperationKind.ObjectCreation);
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        var (owner, arguments) = context.Operation switch
        {
            IInvocationOperation { TargetMethod: { Name: "At", ContainingType: var type } } at => (type, at.Arguments),
            IObjectCreationOperation { Type: INamedTypeSymbol type } creation => (type, creation.Arguments),
            _ => (null, []),
        };
        if (!owner.IsNamed(KnownNames.ConfigProblem) || Section(context.ContainingSymbol) is not { } section)
            return;
        foreach (var argument in arguments)
        {
            if (argument.Parameter?.Ordinal == 0 && argument.Value.ConstantValue is { HasValue: true, Value: string path } && Misspelt(section, path) is { } known)
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptors.RulePath,
                    argument.Value.Syntax.GetLocation(),
                    ImmutableDictionary<string, string?>.Empty.Add("nearest", NearestNames.Find(path, known).FirstOrDefault()),
                    path,
                    section.Name,
                    NearestNames.Suggest(path, known)));
        }
    }

    /// <summary>What the rule around the code judges; null outside of rules.</summary>
    private static INamedTypeSymbol? Section(ISymbol symbol) =>
        symbol is IMethodSymbol method && method.Attribute(KnownNames.RuleAttribute) is { } attribute && CrossRuleParser.Defect(method, attribute) is null
            ? method.Parameters[0].Type as INamedTypeSymbol
            : null;

    /// <summary>The paths that the section has, where <paramref name="path"/> is none of them; null where it is, or may be one of a derived record.</summary>
    private static IReadOnlyList<string>? Misspelt(INamedTypeSymbol section, string path)
    {
        var (prefix, current) = ("", section);
        var parts = path.Split('.');
        for (var at = 0; at < parts.Length; at++)
        {
            var properties = Properties(current).ToArray();
            var found = properties.FirstOrDefault(property => Casing.Camel(property.Name) == parts[at]);
            if (found is null)
            {
                var known = properties.Select(property => prefix + Casing.Camel(property.Name)).ToArray();
                var isClosed = current.IsSealed || current.DerivesFrom(KnownNames.Experiment);
                var isKind = at > 0 && at == parts.Length - 1 && parts[at] == "kind";
                return isKind || (!isClosed && NearestNames.Find(path, known).Count == 0) ? null : known;
            }
            if (at == parts.Length - 1)
                return null;
            if (!found.Type.DerivesFrom(KnownNames.ConfigSection))
                return [prefix + parts[at]];
            (prefix, current) = ($"{prefix}{parts[at]}.", (INamedTypeSymbol)found.Type);
        }
        return null;
    }

    /// <summary>The settings of a section; of an experiment only those of the library, because it has no others.</summary>
    private static IEnumerable<IPropertySymbol> Properties(INamedTypeSymbol section) => SymbolQueries.Settings(section)
        .Where(property => !section.DerivesFrom(KnownNames.Experiment) || property.ContainingType.Attribute(KnownNames.ConfigSectionAttribute) is not null);
}
