using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CimCil.Generators.Evaluation;

internal sealed partial class Lowering
{
    public override Node VisitBinaryOperator(IBinaryOperation operation, object? argument)
    {
        var (from, to) = (operation.LeftOperand.Type, operation.RightOperand.Type);
        var isComparison = operation.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals;
        // Two objects are one or not, which their values do not tell.
        if (operation.OperatorMethod is null && isComparison && IsObject(from) && IsObject(to) && !IsNull(operation.LeftOperand) && !IsNull(operation.RightOperand))
            return Node.Unknown;
        // The sum of a small enum and a number is cut to the enum's size.
        if (operation.Type is INamedTypeSymbol { EnumUnderlyingType.SpecialType: not SpecialType.System_Int32 } && operation.OperatorKind is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract)
            return Node.Unknown;
        var (left, right) = (Lower(operation.LeftOperand), Lower(operation.RightOperand));
        switch (operation.OperatorKind)
        {
            case BinaryOperatorKind.ConditionalAnd when operation.OperatorMethod is null:
                return new Node(NodeKind.And, left, right);
            case BinaryOperatorKind.ConditionalOr when operation.OperatorMethod is null:
                return new Node(NodeKind.Or, left, right);
        }
        // Records and texts compare by value, and so does the interpreter.
        if (operation.OperatorMethod is { IsImplicitlyDeclared: false, ContainingType.SpecialType: not SpecialType.System_String } method)
            return operation.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr || !IsOperator(method, from, to) ? Node.Unknown : Call(method, Node.Nothing, [left, right], operation.Syntax);
        return new Node(NodeKind.Binary, operation.OperatorKind.ToString(), operation.IsChecked, left, right) { Syntax = operation.Syntax };
    }

    private static bool IsObject(ITypeSymbol? type) => type is { IsValueType: false, SpecialType: not SpecialType.System_String };

    private static bool IsNull(IOperation operation) => operation.ConstantValue is { HasValue: true, Value: null } || operation is IConversionOperation { Operand: var inner } && IsNull(inner);

    public override Node VisitUnaryOperator(IUnaryOperation operation, object? argument)
    {
        var operand = Lower(operation.Operand);
        if (operation.OperatorKind == UnaryOperatorKind.Hat)
            return new Node(NodeKind.FromEnd, operand);
        if (operation.OperatorMethod is { ContainingType.SpecialType: SpecialType.None } own && !IsOperator(own, operation.Operand.Type))
            return Node.Unknown;
        return operation.OperatorMethod is { ContainingType.SpecialType: SpecialType.None } method
            ? Call(method, Node.Nothing, [operand], operation.Syntax)
            : new Node(NodeKind.Unary, operation.OperatorKind.ToString(), operation.IsChecked, operand);
    }

    public override Node VisitCoalesce(ICoalesceOperation operation, object? argument) => operation.ValueConversion.IsReference || IsSame(Bare(operation.Value.Type), Bare(operation.Type))
        ? new Node(NodeKind.Coalesce, Lower(operation.Value), Lower(operation.WhenNull))
        : Node.Unknown;

    public override Node VisitConditionalAccess(IConditionalAccessOperation operation, object? argument)
    {
        var operand = Lower(operation.Operation);
        _accessDepth++;
        var access = new Node(NodeKind.Access, AccessVariable, operand, Lower(operation.WhenNotNull));
        _accessDepth--;
        return access;
    }

    public override Node VisitConditionalAccessInstance(IConditionalAccessInstanceOperation operation, object? argument) => new(NodeKind.Variable, AccessVariable);

    private string AccessVariable => "?" + _accessDepth.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public override Node VisitInterpolatedString(IInterpolatedStringOperation operation, object? argument) =>
        Interpolated(operation, operation.Parent is IConversionOperation { Type.Name: "FormattableString" or "IFormattable" });

    private Node Interpolated(IInterpolatedStringOperation operation, bool isInvariant) => new(NodeKind.Text, "", isInvariant, [.. operation.Parts.Select(part => Part(part) is { Kind: not NodeKind.Unknown } node ? node : Opaque(part))]);

    private Node Part(IInterpolatedStringContentOperation part) => part switch
    {
        IInterpolatedStringTextOperation text => Lower(text.Text),
        IInterpolationOperation { Alignment: null } interpolation => Shown(interpolation.Expression, interpolation.FormatString?.ConstantValue.Value as string ?? ""),
        IInterpolatedStringAppendOperation { AppendCall: IInvocationOperation { TargetMethod.Name: "AppendLiteral" } call } => Lower(call.Arguments[0].Value),
        IInterpolatedStringAppendOperation { AppendCall: IInvocationOperation { TargetMethod.Name: "AppendFormatted" } call } => Appended(call),
        _ => Node.Unknown,
    };

    private Node Appended(IInvocationOperation call) => call.Arguments.Length switch
    {
        1 => Shown(call.Arguments[0].Value, ""),
        2 when call.Arguments[1].Value.ConstantValue.Value is string format => Shown(call.Arguments[0].Value, format),
        _ => Node.Unknown,
    };

    /// <summary>An interpolation; a member of an enum is shown by its name.</summary>
    private Node Shown(IOperation expression, string format)
    {
        var shown = expression is IConversionOperation { IsImplicit: true } boxed ? boxed.Operand : expression;
        // A box may hold a member of an enum, which is shown by its name.
        if (shown.Type is { IsValueType: false, SpecialType: not SpecialType.System_String, IsRecord: false } && !shown.Type.DerivesFrom(KnownNames.ConfigSection))
            return Opaque(shown);
        return new Node(NodeKind.Part, format, shown.Type is { TypeKind: TypeKind.Enum } choice ? choice.Id() : null, Lower(shown));
    }

    /// <summary>Texts that a method makes with a handler; <c>string.Create</c> with the invariant culture is the one that is known.</summary>
    public override Node VisitInterpolatedStringHandlerCreation(IInterpolatedStringHandlerCreationOperation operation, object? argument) =>
        operation.Content is IInterpolatedStringOperation text ? Interpolated(text, isInvariant: operation.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Create", ContainingType.SpecialType: SpecialType.System_String } } }) : Node.Unknown;

    public override Node VisitIsType(IIsTypeOperation operation, object? argument) => operation.IsNegated || TypeTest(operation.ValueOperand.Type, operation.TypeOperand) is not { } test
        ? Node.Unknown
        : new Node(NodeKind.Is, Lower(operation.ValueOperand), new Node(NodeKind.TypePattern, test));

    /// <summary>What a pattern asks of a type: its id, empty where every value but null is of it, and null where a value does not tell.</summary>
    private static string? TypeTest(ITypeSymbol? input, ITypeSymbol? type)
    {
        if (input is null || type is null)
            return null;
        if (IsSame(Bare(input), type) || (input.IsReferenceType && (input.DerivesFrom(type) || input.AllInterfaces.Contains(type, SymbolEqualityComparer.Default))))
            return "";
        return type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, IsGenericType: false } ? type.Id() : null;
    }

    /// <summary>Whether values of the type are compared as numbers, texts and truth values are.</summary>
    private static bool IsPlain(ITypeSymbol? type) =>
        Bare(type) is { TypeKind: TypeKind.Enum } or { SpecialType: SpecialType.System_Boolean or SpecialType.System_String or (>= SpecialType.System_Char and <= SpecialType.System_Double) };

    public override Node VisitIsPattern(IIsPatternOperation operation, object? argument) => new(NodeKind.Is, Lower(operation.Value), Lower(operation.Pattern));

    public override Node VisitSwitchExpression(ISwitchExpressionOperation operation, object? argument) =>
        new(NodeKind.Switch, [Lower(operation.Value), .. operation.Arms.Select(arm => new Node(NodeKind.Arm, Lower(arm.Pattern), Lower(arm.Guard), Lower(arm.Value)))]);

    public override Node VisitConstantPattern(IConstantPatternOperation operation, object? argument) =>
        IsPlain(operation.InputType) || IsNull(operation.Value) ? new Node(NodeKind.ConstantPattern, Lower(operation.Value)) : Node.Unknown;

    public override Node VisitRelationalPattern(IRelationalPatternOperation operation, object? argument) =>
        IsPlain(operation.InputType) ? new Node(NodeKind.RelationalPattern, operation.OperatorKind.ToString(), Lower(operation.Value)) : Node.Unknown;

    public override Node VisitDiscardPattern(IDiscardPatternOperation operation, object? argument) => new(NodeKind.AnyPattern);

    public override Node VisitTypePattern(ITypePatternOperation operation, object? argument) => TypeTest(operation.InputType, operation.MatchedType) is { } test ? new Node(NodeKind.TypePattern, test) : Node.Unknown;

    public override Node VisitDeclarationPattern(IDeclarationPatternOperation operation, object? argument)
    {
        var name = operation.DeclaredSymbol is { } symbol ? Name(symbol) : null;
        if (operation.MatchesNull)
            return new Node(NodeKind.VariablePattern, name ?? "_");
        return TypeTest(operation.InputType, operation.MatchedType) is { } test ? new Node(NodeKind.TypePattern, test, (object?)name) : Node.Unknown;
    }

    public override Node VisitRecursivePattern(IRecursivePatternOperation operation, object? argument)
    {
        if (operation.DeconstructSymbol is not null || TypeTest(operation.InputType, operation.MatchedType) is not { } test || (operation.DeconstructionSubpatterns.Length > 0 && !operation.MatchedType.IsTupleType))
            return Node.Unknown;
        var members = operation.PropertySubpatterns
            .Select(sub => sub.Member is IMemberReferenceOperation { Member: { } member } ? Member(member, Lower(sub.Pattern)) : Node.Unknown)
            .Concat(operation.DeconstructionSubpatterns.Select((pattern, index) => new Node(NodeKind.Member, "", index, Lower(pattern))));
        return new Node(NodeKind.TypePattern, test, operation.DeclaredSymbol is { } symbol ? Name(symbol) : null, [.. members]);
    }

    private Node Member(ISymbol member, Node pattern)
    {
        if (member is IFieldSymbol { ContainingType.IsTupleType: true } item)
            return TupleIndex(item) is { } index ? new Node(NodeKind.Member, "", index, pattern) : Node.Unknown;
        meet(member);
        return new Node(NodeKind.Member, member.Id(), pattern);
    }

    private static int? TupleIndex(IFieldSymbol item) => item.CorrespondingTupleField is { } field && int.TryParse(field.Name.Substring(4), out var number) ? number - 1 : null;

    public override Node VisitNegatedPattern(INegatedPatternOperation operation, object? argument) => new(NodeKind.NotPattern, Lower(operation.Pattern));

    public override Node VisitBinaryPattern(IBinaryPatternOperation operation, object? argument) =>
        new(operation.OperatorKind == BinaryOperatorKind.Or ? NodeKind.OrPattern : NodeKind.AndPattern, Lower(operation.LeftPattern), Lower(operation.RightPattern));
}
