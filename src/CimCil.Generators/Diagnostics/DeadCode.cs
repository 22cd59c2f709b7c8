using CimCil.Generators.Evaluation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CimCil.Generators.Diagnostics;

/// <summary>Code that never runs, because of conditions whose values are known while compiling: what it makes is no mistake.</summary>
internal static class DeadCode
{
    public static bool Contains(Interpreter interpreter, IOperation operation)
    {
        for (var (inner, outer) = (operation, operation.Parent); outer is not null; (inner, outer) = (outer, outer.Parent))
        {
            if (Skips(interpreter, outer, inner))
                return true;
        }
        return false;
    }

    private static bool Skips(Interpreter interpreter, IOperation outer, IOperation inner) => outer switch
    {
        IConditionalOperation choice => inner != choice.Condition && Truth(interpreter, choice.Condition) == (inner != choice.WhenTrue),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } logic => inner == logic.RightOperand && Truth(interpreter, logic.LeftOperand) == (logic.OperatorKind == BinaryOperatorKind.ConditionalOr),
        ICoalesceOperation coalesce => inner == coalesce.WhenNull && Run(interpreter, coalesce.Value) is not UnknownValue and var value && value.Alternatives.All(one => one is not ConstantValue { Value: null }),
        // Which arm is taken is not worth telling: where the operand is known, the arm may be another.
        ISwitchExpressionOperation choice => inner != choice.Value && Run(interpreter, choice.Value) is not UnknownValue,
        ISwitchOperation choice => inner != choice.Value && Run(interpreter, choice.Value) is not UnknownValue,
        IWhileLoopOperation { ConditionIsTop: true, Condition: { } condition } loop => inner == loop.Body && Truth(interpreter, condition) == false,
        IForLoopOperation { Condition: { } condition } loop => inner == loop.Body && Truth(interpreter, condition) == false,
        IForEachLoopOperation loop => inner == loop.Body && Run(interpreter, loop.Collection) is ListValue { Items.IsEmpty: true },
        IBlockOperation block => inner is not ILocalFunctionOperation && !block.Operations.Any(statement => statement is ILabeledOperation) && block.Operations.TakeWhile(statement => statement != inner).Any(statement => Ends(interpreter, statement)),
        _ => false,
    };

    /// <summary>Whether nothing after the statement runs.</summary>
    private static bool Ends(Interpreter interpreter, IOperation? statement) => statement switch
    {
        IReturnOperation { Kind: OperationKind.Return } or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation } or IBranchOperation => true,
        IBlockOperation block => block.Operations.Any(inner => Ends(interpreter, inner)),
        IConditionalOperation choice => Truth(interpreter, choice.Condition) is { } truth ? Ends(interpreter, truth ? choice.WhenTrue : choice.WhenFalse) : Ends(interpreter, choice.WhenTrue) && Ends(interpreter, choice.WhenFalse),
        _ => false,
    };

    private static bool? Truth(Interpreter interpreter, IOperation condition) => Interpreter.Truth(Run(interpreter, condition));

    private static StaticValue Run(Interpreter interpreter, IOperation operation)
    {
        try
        {
            return interpreter.Run(new Lowering(static _ => { }).Lower(operation));
        }
        catch (ThrownException)
        {
            return UnknownValue.Instance;
        }
    }
}
