using CimCil.Generators.Evaluation;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CimCil.Generators.Diagnostics;

/// <summary>Checks a section that is made outside the initializers and constructors of a record: in presets, methods and programs.</summary>
internal sealed class ExpressionCheck(Interpreter interpreter, ValueReports reports, IOperation root, ISymbol container)
{
    /// <summary>Whether the expression is to be judged on its own, and not with the record or the expression around it.</summary>
    public static bool IsRoot(IOperation operation, ISymbol container, INamedTypeSymbol section)
    {
        if (operation.Type is null || (!operation.Type.DerivesFrom(section) && !(operation is IInvocationOperation && operation.Type.Attribute(KnownNames.SettingFormatAttribute) is not null)))
            return false;
        return !IsPartOfARecord(container) && !IsPartOfAnExpression(operation);
    }

    /// <summary>Whether <see cref="RecordCheck"/> comes here.</summary>
    public static bool IsPartOfARecord(ISymbol container) =>
        container is { IsStatic: false, ContainingType: { IsGenericType: false } type }
        && container is IPropertySymbol or IFieldSymbol or IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.IsEmpty: true } or IMethodSymbol { MethodKind: MethodKind.PropertyGet, AssociatedSymbol: IPropertySymbol { SetMethod: not null } }
        && type.DerivesFrom(KnownNames.ConfigSection)
        && type.InstanceConstructors.Any(constructor => constructor.Parameters.IsEmpty);

    private static bool IsPartOfAnExpression(IOperation operation)
    {
        var inner = operation;
        for (var outer = operation.Parent; outer is not null; (inner, outer) = (outer, outer.Parent))
        {
            switch (outer)
            {
                case IConversionOperation or IParenthesizedOperation or ICoalesceOperation or IConditionalOperation { Type: not null } or ISwitchExpressionArmOperation or ISwitchExpressionOperation or IMemberInitializerOperation:
                    continue;
                case IWithOperation with:
                    return ReferenceEquals(with.Operand, inner);
                case ISimpleAssignmentOperation { Parent: IObjectOrCollectionInitializerOperation }:
                    return true;
                // A call of ours is run with what it is given.
                case IArgumentOperation { Parent: IInvocationOperation { Type: { } type } }:
                    return type.Attribute(KnownNames.SettingFormatAttribute) is not null && operation.Type?.Attribute(KnownNames.SettingFormatAttribute) is not null;
                default:
                    return false;
            }
        }
        return false;
    }

    public void Run()
    {
        try
        {
            var alternatives = interpreter.Run(new Lowering(static _ => { }).Lower(root)).Alternatives;
            var problems = alternatives.Select(value => value is ObjectValue section ? interpreter.Rules.Check(section) : []).ToList();
            var mending = new Lazy<Mending>(() => Mending.Of(root, container));
            var isDead = new Lazy<bool>(() => DeadCode.Contains(interpreter, root));
            foreach (var problem in problems.All(found => found.Count > 0) && !isDead.Value ? problems[0] : [])
            {
                if (!mending.Value.Sets(problem.Path))
                    reports.Report(problem, Place(problem));
            }
            if (alternatives is [ObjectValue { Knowledge: not Knowledge.Base } only] && !isDead.Value && only.Type.DerivesFrom(KnownNames.ConfigSection))
                new NeverReadSettings(interpreter, reports).Report(only, setting => !mending.Value.Sets(setting));
        }
        catch (ThrownException thrown) when (!IsExpectedToThrow() && !DeadCode.Contains(interpreter, root))
        {
            reports.Report(thrown, thrown.Call, root.Syntax.GetLocation());
        }
        catch (ThrownException)
        {
            // Whoever calls it inside a try or a lambda may want that, and where nobody comes it does not matter.
        }
    }

    private bool IsExpectedToThrow()
    {
        for (var outer = root.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is ITryOperation or IAnonymousFunctionOperation)
                return true;
        }
        return false;
    }

    private Location Place(StaticProblem problem) =>
        RecordCheck.Blamed(problem).Select(value => value?.Written).OfType<SyntaxNode>().FirstOrDefault()?.GetLocation() ?? root.Syntax.GetLocation();
}
