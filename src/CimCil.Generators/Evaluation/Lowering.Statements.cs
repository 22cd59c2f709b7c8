using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CimCil.Generators.Evaluation;

internal sealed partial class Lowering
{
    private static readonly Node Abort = new(NodeKind.Abort);

    private Node Statement(IOperation? operation) => operation switch
    {
        null => new Node(NodeKind.Block),
        IExpressionStatementOperation expression => Lower(expression.Operation),
        ILocalFunctionOperation local => new Node(NodeKind.Assign, new Node(NodeKind.Variable, Name(local.Symbol)), Function(local.Symbol, local.Body)),
        IVariableDeclarationGroupOperation group => new Node(NodeKind.Block, [.. group.Declarations.SelectMany(declaration => declaration.Declarators).Select(Declarator)]),
        IBlockOperation or IReturnOperation or IConditionalOperation or IForEachLoopOperation or IForLoopOperation or IWhileLoopOperation or ISwitchOperation or IBranchOperation or IEmptyOperation or IThrowOperation => operation.Accept(this, null)!,
        _ => Abort,
    };

    /// <summary>Local functions come first: they can be called before they are declared.</summary>
    public override Node VisitBlock(IBlockOperation operation, object? argument) => new(NodeKind.Block, [.. operation.Operations.OrderBy(statement => statement is not ILocalFunctionOperation).Select(Statement)]);

    public override Node VisitEmpty(IEmptyOperation operation, object? argument) => new(NodeKind.Block);

    public override Node VisitReturn(IReturnOperation operation, object? argument) =>
        operation.Kind == OperationKind.Return ? new Node(NodeKind.Return, Lower(operation.ReturnedValue)) : Abort;

    public override Node VisitConditional(IConditionalOperation operation, object? argument) => operation.Type is null || operation.WhenFalse is null
        ? new Node(NodeKind.If, Lower(operation.Condition), Statement(operation.WhenTrue), Statement(operation.WhenFalse))
        : new Node(NodeKind.Conditional, Lower(operation.Condition), Lower(operation.WhenTrue), Lower(operation.WhenFalse));

    private Node Declarator(IVariableDeclaratorOperation declarator)
    {
        if (declarator.Symbol.RefKind != RefKind.None)
            return Abort;
        var initializer = declarator.GetVariableInitializer();
        return new Node(NodeKind.Assign, new Node(NodeKind.Variable, Name(declarator.Symbol)), initializer is null ? Node.Unknown : Lower(initializer.Value));
    }

    public override Node VisitSimpleAssignment(ISimpleAssignmentOperation operation, object? argument) =>
        operation.IsRef ? Abort : new Node(NodeKind.Assign, Lower(operation.Target), Lower(operation.Value)) { Syntax = operation.Value.Syntax };

    public override Node VisitDeconstructionAssignment(IDeconstructionAssignmentOperation operation, object? argument)
    {
        // What is converted on its way is not told.
        var (target, value) = (Lower(operation.Target), Lower(operation.Value));
        if (IsSame(operation.Target.Type, operation.Value.Type))
            return new Node(NodeKind.Assign, target, value);
        return new Node(NodeKind.Assign, target, Opaque(operation.Value));
    }

    public override Node VisitCompoundAssignment(ICompoundAssignmentOperation operation, object? argument)
    {
        var target = Lower(operation.Target);
        if (operation.OperatorMethod is not null || !operation.InConversion.IsIdentity || !operation.OutConversion.IsIdentity)
            return new Node(NodeKind.Assign, target, Opaque(operation.Value));
        return new Node(NodeKind.Assign, target, new Node(NodeKind.Binary, operation.OperatorKind.ToString(), operation.IsChecked, target, Lower(operation.Value))) { Syntax = operation.Syntax };
    }

    public override Node VisitIncrementOrDecrement(IIncrementOrDecrementOperation operation, object? argument)
    {
        var target = Lower(operation.Target);
        // The value of the expression itself is asked for too rarely: only a step that stands alone is known.
        if (operation.OperatorMethod is not null || operation.Target.Type?.SpecialType != SpecialType.System_Int32 || operation.Parent is not (IExpressionStatementOperation or IForLoopOperation))
            return new Node(NodeKind.Assign, target, Node.Unknown);
        var step = operation.Kind == OperationKind.Increment ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract;
        return new Node(NodeKind.Assign, target, new Node(NodeKind.Binary, step.ToString(), operation.IsChecked, target, new Node(NodeKind.Constant, "", 1)));
    }

    public override Node VisitCoalesceAssignment(ICoalesceAssignmentOperation operation, object? argument) =>
        new(NodeKind.Assign, Lower(operation.Target), Opaque(operation.Value));

    public override Node VisitForEachLoop(IForEachLoopOperation operation, object? argument)
    {
        var isConverted = operation is not { SemanticModel: { } model, Syntax: CommonForEachStatementSyntax syntax } || model.GetForEachStatementInfo(syntax) is not { ElementConversion.IsIdentity: true };
        if (operation.IsAsynchronous || isConverted || operation.LoopControlVariable is IVariableDeclaratorOperation { Symbol.RefKind: not RefKind.None })
            return Abort;
        var target = operation.LoopControlVariable switch
        {
            IVariableDeclaratorOperation declarator => new Node(NodeKind.Variable, Name(declarator.Symbol)),
            IDeclarationExpressionOperation { Syntax: DeclarationExpressionSyntax { Type.IsVar: true } } tuple => Lower(tuple),
            _ => Abort,
        };
        return target.Kind == NodeKind.Abort ? Abort : new Node(NodeKind.ForEach, target, Lower(operation.Collection), Statement(operation.Body));
    }

    public override Node VisitForLoop(IForLoopOperation operation, object? argument) => new(
        NodeKind.For,
        new Node(NodeKind.Block, [.. operation.Before.Select(Statement)]),
        operation.Condition is null ? new Node(NodeKind.Constant, "", true) : Lower(operation.Condition),
        new Node(NodeKind.Block, [.. operation.AtLoopBottom.Select(Statement)]),
        Statement(operation.Body));

    public override Node VisitWhileLoop(IWhileLoopOperation operation, object? argument) => operation.ConditionIsTop && !operation.ConditionIsUntil
        ? new Node(NodeKind.For, new Node(NodeKind.Block), Lower(operation.Condition), new Node(NodeKind.Block), Statement(operation.Body))
        : Abort;

    public override Node VisitBranch(IBranchOperation operation, object? argument) => operation.BranchKind switch
    {
        BranchKind.Break => new Node(NodeKind.Break),
        BranchKind.Continue => new Node(NodeKind.Continue),
        _ => Abort,
    };

    public override Node VisitSwitch(ISwitchOperation operation, object? argument)
    {
        var cases = operation.Cases.SelectMany(section => section.Clauses.Select(clause => (Section: section, Clause: clause)))
            .OrderBy(pair => pair.Clause.CaseKind == CaseKind.Default)
            .Select(pair => new Node(NodeKind.Case, Pattern(pair.Clause), Lower((pair.Clause as IPatternCaseClauseOperation)?.Guard), new Node(NodeKind.Block, [.. pair.Section.Body.Select(Statement)])));
        return new Node(NodeKind.Select, [Lower(operation.Value), .. cases]);
    }

    private Node Pattern(ICaseClauseOperation clause) => clause switch
    {
        ISingleValueCaseClauseOperation { Parent: ISwitchCaseOperation { Parent: ISwitchOperation { Value.Type: var type } } } single => IsPlain(type) || IsNull(single.Value) ? new Node(NodeKind.ConstantPattern, Lower(single.Value)) : Node.Unknown,
        IPatternCaseClauseOperation pattern => Lower(pattern.Pattern),
        IDefaultCaseClauseOperation => new Node(NodeKind.AnyPattern),
        _ => Node.Unknown,
    };
}
