using System.Collections.Immutable;
using CimCil.Generators.Evaluation;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CimCil.Generators.Diagnostics;

/// <summary>
/// Checks values: those that an experiment or section has when it is made, and those of sections that are made anywhere else.
/// What is reported holds on every run; what cannot be told while compiling is left to <c>Validate()</c>.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ValueAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Descriptors.BrokenRule, Descriptors.Phases, Descriptors.RefreshInterval, Descriptors.NetworkFit, Descriptors.BudgetPerClass, Descriptors.NeverRead,
        Descriptors.SettingsDisagree, Descriptors.RefusedArguments, Descriptors.RuleShape,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        if (context.Compilation.GetTypeByMetadataName(KnownNames.ConfigSection) is not { } section)
            return;
        var library = new CodeLibrary(context.Compilation);
        var interpreters = new InterpreterPool(library);
        var reports = new ValueReports(library);
        context.RegisterSymbolAction(
            symbol =>
            {
                if (symbol.Symbol is INamedTypeSymbol { IsGenericType: false } type && type.DerivesFrom(section))
                    interpreters.Use(interpreter => new RecordCheck(interpreter, reports.To(symbol.ReportDiagnostic), type).Run());
            },
            SymbolKind.NamedType);
        context.RegisterOperationAction(
            operation =>
            {
                if (ExpressionCheck.IsRoot(operation.Operation, operation.ContainingSymbol, section))
                    interpreters.Use(interpreter => new ExpressionCheck(interpreter, reports.To(operation.ReportDiagnostic), operation.Operation, operation.ContainingSymbol).Run());
            },
            OperationKind.ObjectCreation,
            OperationKind.With,
            OperationKind.Invocation);
        context.RegisterOperationAction(
            operation =>
            {
                if (operation.Operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation target } assignment && target.Property.ContainingType.DerivesFrom(section))
                    interpreters.Use(interpreter => AssignmentCheck.Run(interpreter, reports.To(operation.ReportDiagnostic), assignment, target, operation.ContainingSymbol));
            },
            OperationKind.SimpleAssignment);
    }
}
