using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CimCil.Generators.Parsing;

/// <summary>Tells the value of an expression from the source: constants, new sections, <c>with</c>, presets, and the factories of phases and budgets.</summary>
internal static class StaticEvaluator
{
    /// <summary>The value; null where it depends on anything else.</summary>
    public static StaticValue? Evaluate(IOperation? operation)
    {
        if (operation is null)
            return null;
        var location = operation.Syntax.GetLocation();
        if (operation.ConstantValue.HasValue)
            return new ConstantValue(operation.ConstantValue.Value, location);
        return operation switch
        {
            IConversionOperation conversion => Evaluate(conversion.Operand),
            IObjectCreationOperation { Type: INamedTypeSymbol type, Arguments.Length: 0 } creation => Assign(new SectionValue(type, "", location), creation.Initializer),
            IWithOperation with => Evaluate(with.Operand) is SectionValue section ? Assign(section.CopyAt(location), with.Initializer) : null,
            IPropertyReferenceOperation { Property: { IsStatic: true, ContainingType: { } owner } preset } when SymbolEqualityComparer.Default.Equals(preset.Type, owner) => new SectionValue(owner, preset.Name, location),
            ICollectionExpressionOperation collection => List(collection.Elements, location),
            IArrayCreationOperation { Initializer: { } initializer } => List(initializer.ElementValues, location),
            IInvocationOperation invocation => Factory(invocation, location),
            _ => null,
        };
    }

    private static SectionValue Assign(SectionValue section, IObjectOrCollectionInitializerOperation? initializer)
    {
        foreach (var assignment in (initializer?.Initializers ?? []).OfType<ISimpleAssignmentOperation>())
        {
            if (assignment.Target is IPropertyReferenceOperation target)
                section.Assign(target.Property.Name, Evaluate(assignment.Value));
        }
        return section;
    }

    private static ListValue? List(IEnumerable<IOperation> elements, Location location)
    {
        var items = elements.Select(element => Evaluate(element) as ConstantValue).ToArray();
        return items.All(item => item is not null) ? new ListValue(items!, location) : null;
    }

    private static SectionValue? Factory(IInvocationOperation invocation, Location location)
    {
        var method = invocation.TargetMethod;
        var owner = method.ContainingType;
        if (owner.IsNamed(KnownNames.Budget) && Argument(invocation, 0) is { } amount && method.Name is "Images" or "ImagesPerClass")
        {
            var budget = new SectionValue(owner, "", location);
            budget.Assign("Amount", new ConstantValue(amount, location));
            budget.Assign("Unit", new ConstantValue(method.Name == "Images" ? 0 : 1, location));
            return budget;
        }
        if (owner.IsNamed(KnownNames.PhasePlan) && Argument(invocation, 0) is { } classes && Argument(invocation, 1) is { } phases && method.Name is "FromScratch" or "FromHalf")
            return Plan(new SectionValue(owner, "", location), (int)classes, (int)phases, method.Name);
        return null;
    }

    /// <summary>What the factories of the library compute (algorithm, section 1).</summary>
    private static SectionValue? Plan(SectionValue plan, int classes, int phases, string factory)
    {
        if (phases <= 0)
            return null;
        var each = factory == "FromScratch" ? classes / phases : classes / 2 / phases;
        var later = factory == "FromScratch" ? phases - 1 : phases;
        plan.Assign("Classes", new ConstantValue(classes, plan.Location));
        plan.Assign("FirstPhase", new ConstantValue(classes - (each * later), plan.Location));
        plan.Assign("ClassesPerPhase", new ConstantValue(each, plan.Location));
        return plan;
    }

    private static double? Argument(IInvocationOperation invocation, int ordinal)
    {
        foreach (var argument in invocation.Arguments)
        {
            if (argument.Parameter?.Ordinal == ordinal)
                return (Evaluate(argument.Value) as ConstantValue)?.Number;
        }
        return null;
    }
}
