using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CimCil.Generators.Evaluation;

/// <summary>Turns operations into code for the <see cref="Interpreter"/>. What it does not know becomes <see cref="NodeKind.Unknown"/>.</summary>
/// <param name="meet">Is told of every member that the code uses.</param>
internal sealed partial class Lowering(Action<ISymbol> meet) : OperationVisitor<object?, Node>
{
    private int _accessDepth;

    public Node Lower(IOperation? operation)
    {
        if (operation is null)
            return Node.Nothing;
        if (operation.ConstantValue.HasValue)
            return new Node(NodeKind.Constant, "", operation.ConstantValue.Value) { Syntax = operation.Syntax };
        try
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
        }
        catch (InsufficientExecutionStackException)
        {
            return Node.Unknown;
        }
        return operation.Accept(this, null) ?? Node.Unknown;
    }

    public override Node DefaultVisit(IOperation operation, object? argument) => Node.Unknown;

    public override Node VisitParenthesized(IParenthesizedOperation operation, object? argument) => Lower(operation.Operand);

    public override Node VisitLiteral(ILiteralOperation operation, object? argument) => new(NodeKind.Constant);

    public override Node VisitDefaultValue(IDefaultValueOperation operation, object? argument) =>
        operation.Type is { IsValueType: true, OriginalDefinition.SpecialType: not SpecialType.System_Nullable_T } type ? new Node(NodeKind.Default, type.Id()) : new Node(NodeKind.Constant);

    public override Node VisitLocalReference(ILocalReferenceOperation operation, object? argument) => new(NodeKind.Variable, operation.Local.Name);

    public override Node VisitParameterReference(IParameterReferenceOperation operation, object? argument) => new(NodeKind.Variable, operation.Parameter.Name);

    public override Node VisitDeclarationExpression(IDeclarationExpressionOperation operation, object? argument) => Lower(operation.Expression);

    public override Node VisitDiscardOperation(IDiscardOperation operation, object? argument) => Node.Nothing;

    public override Node VisitInstanceReference(IInstanceReferenceOperation operation, object? argument) =>
        operation.ReferenceKind == InstanceReferenceKind.ContainingTypeInstance ? new Node(NodeKind.This) : Node.Unknown;

    public override Node VisitConversion(IConversionOperation operation, object? argument)
    {
        if (operation.OperatorMethod is { } method)
            return Call(method, Node.Nothing, [Lower(operation.Operand)], operation.Syntax);
        var operand = Lower(operation.Operand);
        var type = operation.Type;
        if (operation.IsTryCast)
            return type is null ? Node.Unknown : new Node(NodeKind.TryCast, type.Id(), operand);
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            type = nullable.TypeArguments[0];
        if (type is INamedTypeSymbol { EnumUnderlyingType: { } underlying })
            type = underlying;
        return IsNumber(type?.SpecialType) ? new Node(NodeKind.Convert, type!.SpecialType.ToString(), operation.IsChecked, operand) { Syntax = operand.Syntax } : operand;
    }

    private static bool IsNumber(SpecialType? type) => type is >= SpecialType.System_Char and <= SpecialType.System_Double;

    public override Node VisitFieldReference(IFieldReferenceOperation operation, object? argument)
    {
        var field = operation.Field;
        if (field.ContainingType.IsTupleType)
            return TupleIndex(field) is { } index ? new Node(NodeKind.Item, "", index, Lower(operation.Instance)) : Node.Unknown;
        meet(field);
        return new Node(NodeKind.Field, field.AssociatedSymbol is IPropertySymbol property ? property.FieldId() : field.Id(), Lower(operation.Instance)) { Syntax = operation.Syntax };
    }

    /// <summary>An accessor without code beside one that has some.</summary>
    public static Node Accessor(IPropertySymbol property, MethodKind kind)
    {
        var field = new Node(NodeKind.Field, property.FieldId(), new Node(NodeKind.This));
        return kind == MethodKind.PropertyGet ? new Node(NodeKind.Return, field) : new Node(NodeKind.Assign, field, new Node(NodeKind.Variable, "value"));
    }

    public override Node VisitPropertyReference(IPropertyReferenceOperation operation, object? argument)
    {
        meet(operation.Property);
        var receiver = Lower(operation.Instance);
        return operation.Arguments.Length switch
        {
            0 => new Node(NodeKind.Property, operation.Property.Id(), IsBase(operation.Instance), receiver) { Syntax = operation.Syntax },
            1 => new Node(NodeKind.Index, receiver, Lower(operation.Arguments[0].Value)),
            _ => Node.Unknown,
        };
    }

    private static bool IsBase(IOperation? receiver) => receiver?.Syntax is BaseExpressionSyntax;

    public override Node VisitArrayElementReference(IArrayElementReferenceOperation operation, object? argument) =>
        operation.Indices.Length == 1 ? new Node(NodeKind.Index, Lower(operation.ArrayReference), Lower(operation.Indices[0])) : Node.Unknown;

    public override Node VisitImplicitIndexerReference(IImplicitIndexerReferenceOperation operation, object? argument) =>
        new(NodeKind.Index, Lower(operation.Instance), Lower(operation.Argument));

    public override Node VisitRangeOperation(IRangeOperation operation, object? argument) => new(NodeKind.Range, Lower(End(operation.LeftOperand)), Lower(End(operation.RightOperand)));

    /// <summary>An end of a range without its conversion from a number.</summary>
    private static IOperation? End(IOperation? operation) => operation is IConversionOperation { IsImplicit: true, Operand: { Type.SpecialType: SpecialType.System_Int32 } number } ? number : operation;

    public override Node VisitMethodReference(IMethodReferenceOperation operation, object? argument)
    {
        if (operation.Method.MethodKind == MethodKind.LocalFunction)
            return new Node(NodeKind.Variable, operation.Method.Name);
        meet(operation.Method);
        return new Node(NodeKind.MethodGroup, operation.Method.Id(), Lower(operation.Instance));
    }

    public override Node VisitDelegateCreation(IDelegateCreationOperation operation, object? argument) => Lower(operation.Target);

    public override Node VisitAnonymousFunction(IAnonymousFunctionOperation operation, object? argument) => Function(operation.Symbol, operation.Body);

    private Node Function(IMethodSymbol method, IBlockOperation? body) => new(NodeKind.Lambda, [.. Parameters(method), Lower(body)]);

    public static IEnumerable<Node> Parameters(IMethodSymbol method) =>
        method.Parameters.Select(parameter => new Node(NodeKind.Parameter, parameter.Name, parameter.RefKind == RefKind.None ? null : parameter.RefKind.ToString()));

    public override Node VisitInvocation(IInvocationOperation operation, object? argument)
    {
        var method = operation.TargetMethod;
        if (operation.Arguments.Any(given => given.Parameter is null))
            return Node.Unknown;
        var arguments = Arguments(operation.Arguments);
        if (method.MethodKind == MethodKind.LocalFunction)
            return new Node(NodeKind.Invoke, [new Node(NodeKind.Variable, method.Name), .. arguments]);
        if (method.MethodKind == MethodKind.DelegateInvoke)
            return new Node(NodeKind.Invoke, [Lower(operation.Instance), .. arguments]);
        return Call(method, Lower(operation.Instance), arguments, operation.Syntax, IsBase(operation.Instance));
    }

    private Node Call(IMethodSymbol method, Node receiver, IEnumerable<Node> arguments, SyntaxNode syntax, object? isBase = null)
    {
        meet(method);
        return new Node(NodeKind.Call, method.Id(), isBase ?? false, [receiver, .. arguments]) { Syntax = syntax };
    }

    /// <summary>The arguments in the order of the parameters.</summary>
    private IEnumerable<Node> Arguments(IEnumerable<IArgumentOperation> arguments) =>
        arguments.OrderBy(argument => argument.Parameter?.Ordinal).Select(argument => Argument(argument));

    private Node Argument(IArgumentOperation argument)
    {
        if (argument.Parameter is not { RefKind: RefKind.Ref or RefKind.Out })
            return Lower(argument.Value);
        var target = argument.Value is IDeclarationExpressionOperation declaration ? declaration.Expression : argument.Value;
        return target switch
        {
            ILocalReferenceOperation local => new Node(NodeKind.Reference, local.Local.Name),
            IParameterReferenceOperation parameter => new Node(NodeKind.Reference, parameter.Parameter.Name),
            IDiscardOperation => new Node(NodeKind.Reference, "_"),
            _ when argument.Value is IInterpolatedStringHandlerCreationOperation => Lower(argument.Value),
            _ => Node.Unknown,
        };
    }

    public override Node VisitObjectCreation(IObjectCreationOperation operation, object? argument)
    {
        if (operation.Constructor is not { } constructor || operation.Type is not INamedTypeSymbol type)
            return Node.Unknown;
        meet(constructor);
        return new Node(NodeKind.New, constructor.Id(), type.Id(), new Node(NodeKind.Arguments, [.. Arguments(operation.Arguments)]), Lower(operation.Initializer)) { Syntax = operation.Syntax };
    }

    public override Node VisitWith(IWithOperation operation, object? argument) => new(NodeKind.With, operation.Type?.Id() ?? "", Lower(operation.Operand), Lower(operation.Initializer)) { Syntax = operation.Syntax };

    public override Node VisitObjectOrCollectionInitializer(IObjectOrCollectionInitializerOperation operation, object? argument) =>
        new(NodeKind.Initializer, [.. operation.Initializers.Select(Initializer)]);

    private Node Initializer(IOperation operation) => operation switch
    {
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Arguments.Length: 0 } target } assignment => new Node(NodeKind.Init, target.Property.Id(), Lower(assignment.Value)) { Syntax = assignment.Value.Syntax },
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation target } assignment => new Node(NodeKind.Init, target.Field.Id(), Lower(assignment.Value)) { Syntax = assignment.Value.Syntax },
        IMemberInitializerOperation { InitializedMember: IPropertyReferenceOperation target } member => new Node(NodeKind.Nested, target.Property.Id(), Lower(member.Initializer)),
        IInvocationOperation { Arguments.Length: 1 } add => new Node(NodeKind.Add, Lower(add.Arguments[0].Value)),
        _ => Node.Unknown,
    };

    public override Node VisitCollectionExpression(ICollectionExpressionOperation operation, object? argument) =>
        operation.Type is IArrayTypeSymbol || operation.Type?.OriginalDefinition is { ContainingNamespace.Name: "Generic" or "Collections" or "Immutable" or "System" }
            ? new Node(NodeKind.List, [.. operation.Elements.Select(Lower)]) { Syntax = operation.Syntax }
            : Node.Unknown;

    public override Node VisitSpread(ISpreadOperation operation, object? argument) =>
        operation.ElementConversion.IsIdentity || operation.ElementConversion.IsReference ? new Node(NodeKind.Spread, Lower(operation.Operand)) : Node.Unknown;

    public override Node VisitArrayCreation(IArrayCreationOperation operation, object? argument) => operation switch
    {
        { DimensionSizes.Length: 1, Initializer: { } initializer } => new Node(NodeKind.List, [.. initializer.ElementValues.Select(Lower)]) { Syntax = operation.Syntax },
        // Lists of settings are short, and code is written as text.
        { DimensionSizes: [{ ConstantValue.Value: >= 0 and <= 64 and int count }], Type: IArrayTypeSymbol { ElementType: var item } } =>
            new Node(NodeKind.List, [.. Enumerable.Repeat(item.IsValueType ? new Node(NodeKind.Default, item.Id()) : new Node(NodeKind.Constant), count)]) { Syntax = operation.Syntax },
        _ => Node.Unknown,
    };

    public override Node VisitTuple(ITupleOperation operation, object? argument) => new(NodeKind.Tuple, [.. operation.Elements.Select(Lower)]);

    public override Node VisitThrow(IThrowOperation operation, object? argument) => new(NodeKind.Throw, Lower(operation.Exception)) { Syntax = operation.Syntax };
}
