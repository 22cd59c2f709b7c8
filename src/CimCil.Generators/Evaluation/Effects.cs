using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CimCil.Generators.Evaluation;

/// <summary>What code changes, from its operations alone: where it is not followed, nothing that it changes is known afterwards.</summary>
internal static class Effects
{
    /// <summary>Whether the operation may change a variable, a list or an object.</summary>
    public static bool In(IOperation operation) => operation.DescendantsAndSelf().Any(static part => part switch
    {
        ISimpleAssignmentOperation { Parent: IObjectOrCollectionInitializerOperation or IAnonymousObjectCreationOperation } => false,
        IAssignmentOperation or IIncrementOrDecrementOperation or IAddressOfOperation or IEventAssignmentOperation or IAwaitOperation or IThrowOperation or IInvalidOperation => true,
        IDynamicInvocationOperation or IDynamicObjectCreationOperation or IDynamicIndexerAccessOperation or IFunctionPointerInvocationOperation => true,
        IArgumentOperation { Parameter: null or { RefKind: RefKind.Ref or RefKind.Out } } => true,
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction or MethodKind.DelegateInvoke } or IInvocationOperation { Instance: IInstanceReferenceOperation } => true,
        IInvocationOperation call => MayChange(call.Instance?.Type) || call.Arguments.Any(argument => MayChange(argument.Value.Type)),
        IObjectCreationOperation creation => creation.Arguments.Any(argument => MayChange(argument.Value.Type)),
        _ => false,
    });

    /// <summary>Whether a method can change what it is given of that type; a struct is a copy.</summary>
    private static bool MayChange(ITypeSymbol? type) =>
        type is not (null or { IsValueType: true } or { SpecialType: SpecialType.System_String }) && !type.DerivesFrom(KnownNames.ConfigSection) && !type.DerivesFrom("System.Globalization.CultureInfo");

    /// <summary>Whether the code of a method runs only when somebody asks for the items that it gives.</summary>
    public static bool IsPutOff(IOperation? body) => body?.Descendants().Any(static part => part.Kind is OperationKind.YieldReturn or OperationKind.YieldBreak) ?? false;

    /// <summary>Whether a lambda sees a variable of the code around it that is set more than once.</summary>
    public static bool ReachesInto(IAnonymousFunctionOperation lambda)
    {
        var own = new HashSet<ISymbol>(lambda.Descendants().OfType<IAnonymousFunctionOperation>().Select(inner => inner.Symbol).Append(lambda.Symbol), SymbolEqualityComparer.Default);
        var seen = new HashSet<ISymbol>(Variables(lambda).Where(variable => !own.Contains(variable.ContainingSymbol)), SymbolEqualityComparer.Default);
        if (seen.Count == 0)
            return false;
        IOperation root = lambda;
        while (root.Parent is { } outer)
            root = outer;
        return root.Descendants().Any(part => Target(part) is { } target and not IDeclarationExpressionOperation && Variables(target).Any(seen.Contains));
    }

    private static IOperation? Target(IOperation operation) => operation switch
    {
        IAssignmentOperation assignment => assignment.Target,
        IIncrementOrDecrementOperation step => step.Target,
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => argument.Value,
        _ => null,
    };

    private static IEnumerable<ISymbol> Variables(IOperation operation) => operation.DescendantsAndSelf().Select(static part => part switch
    {
        ILocalReferenceOperation local => (ISymbol)local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    }).OfType<ISymbol>();
}
