using System.Collections.Immutable;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CimCil.Generators.Diagnostics;

/// <summary>Checks values where they are written: in initializers, in <c>with</c> and in presets, also through constants.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ValueAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.BrokenRule, Descriptors.Phases, Descriptors.NeverRead];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(AnalyzeAssignment, OperationKind.SimpleAssignment);
        context.RegisterOperationAction(AnalyzeInitializer, OperationKind.PropertyInitializer);
        context.RegisterOperationAction(AnalyzeSection, OperationKind.ObjectCreation, OperationKind.With, OperationKind.Invocation);
    }

    private static void AnalyzeAssignment(OperationAnalysisContext context)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is IPropertyReferenceOperation target)
            CheckRules(context, target.Property, assignment.Value);
    }

    private static void AnalyzeInitializer(OperationAnalysisContext context)
    {
        var initializer = (IPropertyInitializerOperation)context.Operation;
        foreach (var property in initializer.InitializedProperties)
            CheckRules(context, property, initializer.Value);
    }

    private static void CheckRules(OperationAnalysisContext context, IPropertySymbol property, IOperation written)
    {
        if (property.IsStatic || !property.ContainingType.DerivesFrom(KnownNames.ConfigSection) || StaticEvaluator.Evaluate(written) is not { } value)
            return;
        if (StaticRules.FindBroken(property, value) is { } broken)
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.BrokenRule, written.Syntax.GetLocation(), property.Name, broken.Value, broken.Rule));
    }

    private static void AnalyzeSection(OperationAnalysisContext context)
    {
        // What is changed by a surrounding 'with' is judged there.
        if (context.Operation.Parent is IWithOperation || StaticEvaluator.Evaluate(context.Operation) is not SectionValue section)
            return;
        if (section.Type.IsNamed(KnownNames.PhasePlan) && PhaseDefect(section, context.Operation) is { } defect)
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.Phases, context.Operation.Syntax.GetLocation(), defect));
        var initializer = context.Operation switch
        {
            IObjectCreationOperation creation => creation.Initializer,
            IWithOperation with => with.Initializer,
            _ => null,
        };
        foreach (var assignment in (initializer?.Initializers ?? []).OfType<ISimpleAssignmentOperation>())
            CheckRead(context, section, assignment);
    }

    private static string? PhaseDefect(SectionValue plan, IOperation operation)
    {
        if (plan.Number("Classes") is not { } classes || plan.Number("FirstPhase") is not { } first || plan.Number("ClassesPerPhase") is not { } each)
            return null;
        if (operation is IInvocationOperation)
            return each > 0 && first > 0 ? null : $"{classes} classes cannot be split over that many phases: a phase would have no class";
        foreach (var name in new[] { "Classes", "FirstPhase", "ClassesPerPhase" })
        {
            if (plan.Number(name) <= 0)
                return plan.Assigned.ContainsKey(name) ? null : $"The phases cannot cover the classes: {name} is not set";
        }
        return first <= classes ? null : $"The phases cannot cover the classes: phase 0 has {first} of {classes} classes";
    }

    private static void CheckRead(OperationAnalysisContext context, SectionValue section, ISimpleAssignmentOperation assignment)
    {
        if (assignment.Target is not IPropertyReferenceOperation { Property: var property } || property.Attribute(KnownNames.ReadWhenAttribute) is not { ConstructorArguments.Length: 2 } condition)
            return;
        var other = (string)condition.ConstructorArguments[0].Value!;
        if (section.Member(other) is not ConstantValue { Value: { } actual } || Equals(actual, condition.ConstructorArguments[1].Value))
            return;
        var wanted = condition.ConstructorArguments[1];
        var member = wanted.Type?.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, wanted.Value))?.Name;
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.NeverRead, assignment.Syntax.GetLocation(), property.Name, $"it counts only when {other} is {member ?? wanted.Value}"));
    }
}
