using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CimCil.Generators.Evaluation;

/// <summary>Turns operations into code for the <see cref="Interpreter"/>. What it does not know becomes <see cref="NodeKind.Unknown"/>.</summary>
/// <param name="meet">Is told of every member that the code uses.</param>
internal sealed partial class Lowering(Action<ISymbol> meet) : OperationVisitor<object?, Node>
{
    private readonly Dictionary<ISymbol, string> _names = new(SymbolEqualityComparer.Default);
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
        if (operation.Type is { TypeKind: TypeKind.Dynamic or TypeKind.Pointer or TypeKind.FunctionPointer } or { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr })
            return Opaque(operation);
        var node = operation.Accept(this, null) ?? Node.Unknown;
        return node.Kind == NodeKind.Unknown ? Opaque(operation) : node;
    }

    /// <summary>An operation that is not followed; it may still change what is.</summary>
    private static Node Opaque(IOperation operation) => Effects.In(operation) ? Abort : Node.Unknown;

    /// <summary>The name of a variable, which no other one in the code has; methods know their parameters by their own names.</summary>
    private string Name(ISymbol variable)
    {
        if (variable is IParameterSymbol { ContainingSymbol: not IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction } })
            return variable.Name;
        if (!_names.TryGetValue(variable.OriginalDefinition, out var name))
            _names.Add(variable.OriginalDefinition, name = $"{variable.Name}#{_names.Count}");
        return name;
    }

    /// <summary>The field in which members find a parameter of a primary constructor; null for any other parameter.</summary>
    public static string? FieldOf(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor, DeclaringSyntaxReferences: [var declared] } && declared.GetSyntax() is TypeDeclarationSyntax ? $"@{parameter.ContainingType.Id()} {parameter.Name}" : null;

    public override Node DefaultVisit(IOperation operation, object? argument) => Node.Unknown;

    public override Node VisitParenthesized(IParenthesizedOperation operation, object? argument) => Lower(operation.Operand);

    public override Node VisitLiteral(ILiteralOperation operation, object? argument) => new(NodeKind.Constant);

    public override Node VisitDefaultValue(IDefaultValueOperation operation, object? argument) => Default(operation.Type);

    /// <summary>The default of a type; that of a type parameter depends on what it stands for.</summary>
    private static Node Default(ITypeSymbol? type) => type switch
    {
        { IsReferenceType: true } or { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => new Node(NodeKind.Constant),
        INamedTypeSymbol { IsTupleType: true, TupleElements: var items } => new Node(NodeKind.Tuple, [.. items.Select(item => Default(item.Type))]),
        INamedTypeSymbol { IsValueType: true } => new Node(NodeKind.Default, type.Id()),
        _ => Node.Unknown,
    };

    public override Node VisitLocalReference(ILocalReferenceOperation operation, object? argument) => new(NodeKind.Variable, Name(operation.Local));

    public override Node VisitParameterReference(IParameterReferenceOperation operation, object? argument) => new(NodeKind.Variable, Name(operation.Parameter), FieldOf(operation.Parameter));

    public override Node VisitDeclarationExpression(IDeclarationExpressionOperation operation, object? argument) => Lower(operation.Expression);

    public override Node VisitDiscardOperation(IDiscardOperation operation, object? argument) => Node.Nothing;

    public override Node VisitInstanceReference(IInstanceReferenceOperation operation, object? argument) =>
        operation.ReferenceKind == InstanceReferenceKind.ContainingTypeInstance ? new Node(NodeKind.This) : Node.Unknown;

    public override Node VisitConversion(IConversionOperation operation, object? argument)
    {
        var from = operation.Operand.Type;
        if (operation.OperatorMethod is { } method)
            return IsOperator(method, from) && IsSame(method.ReturnType, operation.Type) ? Call(method, Node.Nothing, [Lower(operation.Operand)], operation.Syntax) : Node.Unknown;
        var operand = Lower(operation.Operand);
        var type = operation.Type;
        // What a box holds, or the items of a tuple become, is not told here.
        var isUnboxed = from is { TypeKind: TypeKind.Interface or TypeKind.TypeParameter } or { SpecialType: SpecialType.System_Object or SpecialType.System_ValueType or SpecialType.System_Enum } && type is { IsReferenceType: false } && !IsSame(from, type);
        if (isUnboxed || (from is { IsTupleType: true } && !IsSame(from, Bare(type))))
            return Node.Unknown;
        if (operation.IsTryCast || (operation.Conversion is { IsReference: true, IsImplicit: false } && type is { TypeKind: TypeKind.Class }))
            return type is null ? Node.Unknown : new Node(NodeKind.TryCast, type.Id(), operation.IsTryCast, operand);
        type = Bare(type);
        if (type is INamedTypeSymbol { EnumUnderlyingType: { } underlying })
            type = underlying;
        return IsNumber(type?.SpecialType) ? new Node(NodeKind.Convert, type!.SpecialType.ToString(), operation.IsChecked, operand) { Syntax = operand.Syntax } : operand;
    }

    /// <summary>The type without <c>?</c>.</summary>
    private static ITypeSymbol? Bare(ITypeSymbol? type) => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;

    /// <summary>Whether the types are one, whatever a tuple calls its items.</summary>
    private static bool IsSame(ITypeSymbol? first, ITypeSymbol? second) => SymbolEqualityComparer.Default.Equals(first, second)
        || (first is INamedTypeSymbol { IsTupleType: true, TupleElements: var items } && second is INamedTypeSymbol { IsTupleType: true, TupleElements: var others } && items.Length == others.Length && items.Zip(others, (item, other) => IsSame(item.Type, other.Type)).All(same => same));

    /// <summary>Whether an operator is given what it takes: one for <c>T</c> that is used for <c>T?</c> does more than run.</summary>
    private static bool IsOperator(IMethodSymbol method, params ITypeSymbol?[] operands) =>
        !method.IsAbstract && !method.IsVirtual && method.Parameters.Select(parameter => parameter.Type).Zip(operands, IsSame).All(same => same);

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
        if (operation.ConstrainedToType is not null || operation.Property is { IsStatic: true, IsAbstract: true } or { IsStatic: true, IsVirtual: true })
            return Node.Unknown;
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
        var method = operation.Method;
        if (method.MethodKind == MethodKind.LocalFunction)
            return method.IsStatic ? new Node(NodeKind.Variable, Name(method)) : Node.Unknown;
        if (operation.ConstrainedToType is not null || (method.IsStatic && (method.IsAbstract || method.IsVirtual)))
            return Node.Unknown;
        meet(method);
        return new Node(NodeKind.MethodGroup, method.Id(), IsCertain(method, operation.Instance), Lower(operation.Instance));
    }

    public override Node VisitDelegateCreation(IDelegateCreationOperation operation, object? argument) => Lower(operation.Target);

    /// <summary>A lambda; it runs later, and so is not run where it sees a variable that is set again.</summary>
    public override Node VisitAnonymousFunction(IAnonymousFunctionOperation operation, object? argument) =>
        Effects.ReachesInto(operation) ? new Node(NodeKind.Lambda, [.. Parameters(operation.Symbol, Name), Abort]) : Function(operation.Symbol, operation.Body);

    private Node Function(IMethodSymbol method, IBlockOperation? body) => new(NodeKind.Lambda, [.. Parameters(method, Name), method.IsAsync || Effects.IsPutOff(body) ? Abort : Lower(body)]);

    public static IEnumerable<Node> Parameters(IMethodSymbol method, Func<ISymbol, string>? name = null) =>
        method.Parameters.Select(parameter => new Node(NodeKind.Parameter, name is null ? parameter.Name : name(parameter), parameter.RefKind == RefKind.None ? null : parameter.RefKind.ToString()));

    public override Node VisitInvocation(IInvocationOperation operation, object? argument)
    {
        var method = operation.TargetMethod;
        if (operation.ConstrainedToType is not null || (method.IsStatic && (method.IsAbstract || method.IsVirtual)) || Boxes(method))
            return Node.Unknown;
        if (Arguments(operation.Arguments) is not { } arguments)
            return Abort;
        if (method.MethodKind == MethodKind.LocalFunction)
            return new Node(NodeKind.Invoke, [new Node(NodeKind.Variable, Name(method)), .. arguments]);
        if (method.MethodKind == MethodKind.DelegateInvoke)
            return new Node(NodeKind.Invoke, [Lower(operation.Instance), .. arguments]);
        // What they give where nothing is found follows from the type alone.
        if (method.Name is "Find" or "FirstOrDefault" && SymbolIds.IsShared(method.ContainingAssembly) && method.Parameters.LastOrDefault()?.Type.TypeKind == TypeKind.Delegate)
            arguments = [.. arguments, Default(method.ReturnType)];
        return Call(method, Lower(operation.Instance), arguments, operation.Syntax, IsCertain(method, operation.Instance));
    }

    /// <summary>Whether that method is the one that runs, and none that overrides or implements it.</summary>
    private static bool IsCertain(IMethodSymbol method, IOperation? receiver) =>
        IsBase(receiver) || !(method.IsVirtual || method.IsAbstract || method.IsOverride || (method.ContainingType.TypeKind == TypeKind.Interface && !method.IsStatic));

    private Node Call(IMethodSymbol method, Node receiver, IEnumerable<Node> arguments, SyntaxNode syntax, bool isCertain = true)
    {
        meet(method);
        return new Node(NodeKind.Call, method.Id(), isCertain, [receiver, .. arguments]) { Syntax = syntax };
    }

    /// <summary>Whether a method of .NET compares or shows what it is given as objects, so that an enum is no number there.</summary>
    private static bool Boxes(IMethodSymbol method) => SymbolIds.IsShared(method.ContainingAssembly)
        && method.Name is "Contains" or "IndexOf" or "LastIndexOf" or "Equals" or "Concat" or "Join"
        && (method.TypeArguments.Concat(method.ContainingType.TypeArguments).Any(type => !type.IsValueType && type.SpecialType != SpecialType.System_String && !type.IsRecord)
            || (method.Name is "Concat" or "Join" && method.ContainingType.SpecialType == SpecialType.System_String && (method.TypeArguments.Any(type => type.TypeKind == TypeKind.Enum) || method.Parameters.Any(parameter => HoldsObjects(parameter.Type)))));

    private static bool HoldsObjects(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Object || (type is IArrayTypeSymbol { ElementType: var item } && HoldsObjects(item)) || (type is INamedTypeSymbol { TypeArguments: [var only] } && HoldsObjects(only));

    /// <summary>The arguments in the order of the parameters; null where a name stands for another variable, or where that order is another one than that in which they change something.</summary>
    private Node[]? Arguments(ImmutableArray<IArgumentOperation> arguments)
    {
        var sorted = arguments.OrderBy(argument => argument.Parameter?.Ordinal).ToArray();
        if (arguments.Any(argument => argument.Parameter is null or { RefKind: RefKind.Ref } && argument.Value is not IInterpolatedStringHandlerCreationOperation))
            return null;
        if (!sorted.SequenceEqual(arguments) && arguments.Any(argument => Effects.In(argument.Value)))
            return null;
        var written = arguments.Where(argument => argument.Parameter!.RefKind == RefKind.Out).Select(Argument).ToArray();
        var names = written.Select(node => node.Text).Where(name => name != "_").ToArray();
        var mayMeet = names.Length > 0 && arguments.Any(argument => argument.Parameter is { RefKind: RefKind.In or RefKind.RefReadOnlyParameter } or { Type.TypeKind: TypeKind.Delegate });
        return mayMeet || written.Any(node => node.Kind != NodeKind.Reference) || names.Distinct().Count() < names.Length ? null : [.. sorted.Select(Argument)];
    }

    private Node Argument(IArgumentOperation argument)
    {
        if (argument.Parameter is not { RefKind: RefKind.Out })
            return Lower(argument.Value);
        var target = argument.Value is IDeclarationExpressionOperation declaration ? declaration.Expression : argument.Value;
        return target switch
        {
            ILocalReferenceOperation local => new Node(NodeKind.Reference, Name(local.Local)),
            IParameterReferenceOperation parameter when FieldOf(parameter.Parameter) is null => new Node(NodeKind.Reference, Name(parameter.Parameter)),
            IDiscardOperation => new Node(NodeKind.Reference, "_"),
            _ => Abort,
        };
    }

    public override Node VisitObjectCreation(IObjectCreationOperation operation, object? argument)
    {
        if (operation.Constructor is not { } constructor || operation.Type is not INamedTypeSymbol type)
            return Node.Unknown;
        if (Arguments(operation.Arguments) is not { } arguments)
            return Abort;
        meet(constructor);
        return new Node(NodeKind.New, constructor.Id(), type.Id(), new Node(NodeKind.Arguments, arguments), Lower(operation.Initializer)) { Syntax = operation.Syntax };
    }

    public override Node VisitWith(IWithOperation operation, object? argument) => new(NodeKind.With, operation.Type?.Id() ?? "", Lower(operation.Operand), Lower(operation.Initializer)) { Syntax = operation.Syntax };

    public override Node VisitObjectOrCollectionInitializer(IObjectOrCollectionInitializerOperation operation, object? argument) =>
        new(NodeKind.Initializer, [.. operation.Initializers.Select(initializer => Initializer(initializer) is { Kind: not NodeKind.Unknown } node ? node : Opaque(initializer))]);

    private Node Initializer(IOperation operation) => operation switch
    {
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Arguments.Length: 0 } target } assignment => new Node(NodeKind.Init, target.Property.Id(), Lower(assignment.Value)) { Syntax = assignment.Value.Syntax },
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation target } assignment => new Node(NodeKind.Init, target.Field.Id(), Lower(assignment.Value)) { Syntax = assignment.Value.Syntax },
        IMemberInitializerOperation { InitializedMember: IPropertyReferenceOperation target } member => new Node(NodeKind.Nested, target.Property.Id(), Lower(member.Initializer)),
        IInvocationOperation { Arguments.Length: 1 } add => new Node(NodeKind.Add, Lower(add.Arguments[0].Value)),
        _ => Node.Unknown,
    };

    public override Node VisitCollectionExpression(ICollectionExpressionOperation operation, object? argument) =>
        operation.Type is IArrayTypeSymbol || Array.Exists(Lists, name => operation.Type.IsNamed(name))
            ? new Node(NodeKind.List, [.. operation.Elements.Select(Lower)]) { Syntax = operation.Syntax }
            : Node.Unknown;

    private static readonly string[] Lists =
    [
        "System.Collections.Generic.IReadOnlyList", "System.Collections.Generic.IReadOnlyCollection", "System.Collections.Generic.IEnumerable", "System.Collections.Generic.IList",
        "System.Collections.Generic.ICollection", "System.Collections.Generic.List", "System.Collections.Immutable.ImmutableArray", "System.Span", "System.ReadOnlySpan",
    ];

    public override Node VisitSpread(ISpreadOperation operation, object? argument) =>
        operation.ElementConversion.IsIdentity || operation.ElementConversion.IsReference ? new Node(NodeKind.Spread, Lower(operation.Operand)) : Node.Unknown;

    public override Node VisitArrayCreation(IArrayCreationOperation operation, object? argument) => operation switch
    {
        { DimensionSizes.Length: 1, Initializer: { } initializer } => new Node(NodeKind.List, [.. initializer.ElementValues.Select(Lower)]) { Syntax = operation.Syntax },
        // Lists of settings are short, and code is written as text.
        { DimensionSizes: [{ ConstantValue.Value: >= 0 and <= 64 and int count }], Type: IArrayTypeSymbol { ElementType: var item } } =>
            new Node(NodeKind.List, [.. Enumerable.Repeat(Default(item), count)]) { Syntax = operation.Syntax },
        _ => Node.Unknown,
    };

    public override Node VisitTuple(ITupleOperation operation, object? argument) => new(NodeKind.Tuple, [.. operation.Elements.Select(Lower)]);

    public override Node VisitThrow(IThrowOperation operation, object? argument) => new(NodeKind.Throw, Lower(operation.Exception)) { Syntax = operation.Syntax };
}
