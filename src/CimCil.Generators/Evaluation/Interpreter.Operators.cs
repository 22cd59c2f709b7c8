using System.Globalization;
using System.Text;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Evaluation;

internal sealed partial class Interpreter
{
    private StaticValue Operator(Node node, Frame frame) => node.Kind switch
    {
        NodeKind.And => Logic(node, frame, decisive: false),
        NodeKind.Or => Logic(node, frame, decisive: true),
        NodeKind.Binary => Binary(node.Text, Evaluate(node[0], frame), Evaluate(node[1], frame)),
        NodeKind.Unary => ChoiceValue.Each(Evaluate(node[0], frame), operand => Known(Constant(operand) is { } value ? Arithmetic.Unary(node.Text, value) : null)),
        NodeKind.Convert => ChoiceValue.Each(Evaluate(node[0], frame), operand => ToNumber(node.Text, operand)),
        NodeKind.TryCast => ChoiceValue.Each(Evaluate(node[0], frame), operand => Cast(node, operand)),
        NodeKind.Conditional => Truth(Evaluate(node[0], frame)) is { } truth ? Evaluate(node[truth ? 1 : 2], frame) : OneOf(frame, [way => Evaluate(node[1], way), way => Evaluate(node[2], way)]).At(node.Syntax),
        NodeKind.Coalesce => Coalesce(node, frame),
        NodeKind.Access => Access(node, frame),
        NodeKind.Is => Matches(node[1], Evaluate(node[0], frame), frame) is { } matches ? ConstantValue.Of(matches) : UnknownValue.Instance,
        NodeKind.Switch => Switch(node, frame),
        _ => UnknownValue.Instance,
    };

    /// <summary>A value as one of a type; <c>as</c> gives null where it is none, and a cast throws.</summary>
    private StaticValue Cast(Node node, StaticValue operand) => IsOf(operand, node.Text) switch
    {
        true => operand,
        false when node.Value is true || operand is ConstantValue { Value: null } => ConstantValue.Null,
        _ => UnknownValue.Instance,
    };

    internal static bool? Truth(StaticValue value) => value is ConstantValue { Value: bool truth } ? truth : null;

    private static object? Constant(StaticValue value) => (value as ConstantValue)?.Value;

    private static StaticValue Known(object? value) => value is null ? UnknownValue.Instance : new ConstantValue(value);

    private static StaticValue ToNumber(string type, StaticValue operand) => operand switch
    {
        ConstantValue { Value: null } => operand,
        ConstantValue { Value: { } value } => Known(Arithmetic.To(type, value)).At(operand.Written),
        _ => UnknownValue.Instance,
    };

    private static bool? And(bool? first, Func<bool?> second)
    {
        if (first == false)
            return false;
        var other = second();
        return other == false ? false : first is null ? null : other;
    }

    private StaticValue Logic(Node node, Frame frame, bool decisive)
    {
        var first = Truth(Evaluate(node[0], frame));
        if (first == decisive)
            return ConstantValue.Of(decisive);
        var second = first is null ? Truth(OneOf(frame, [way => Evaluate(node[1], way)])) : Truth(Evaluate(node[1], frame));
        return second == decisive ? ConstantValue.Of(decisive) : first is null || second is null ? UnknownValue.Instance : ConstantValue.Of(!decisive);
    }

    /// <summary>The value that comes of ways of which it is not known which is taken.</summary>
    private static StaticValue OneOf(Frame frame, Func<Frame, StaticValue>[] ways)
    {
        var forks = ways.Select(_ => frame.Fork()).ToArray();
        var values = new List<StaticValue>();
        foreach (var (way, fork) in ways.Zip(forks, (way, fork) => (way, fork)))
        {
            try
            {
                values.Add(way(fork));
            }
            catch (ThrownException)
            {
                values.Add(UnknownValue.Instance);
            }
        }
        // A lambda sees the variables themselves, and not those of one way.
        if (frame.IsCaptured && forks.Any(frame.HasChangedIn))
            throw new LostException();
        frame.Become([.. forks, frame.Fork()]);
        return ChoiceValue.Of(values);
    }

    /// <summary>The same for each of the values that something may be, of which it is one.</summary>
    private static StaticValue EachWay(Frame frame, StaticValue value, Func<StaticValue, Frame, StaticValue> function) =>
        value is ChoiceValue ? OneOf(frame, [.. value.Alternatives.Select(one => (Func<Frame, StaticValue>)(way => function(one, way)))]) : function(value, frame);

    private StaticValue Binary(string kind, StaticValue left, StaticValue right)
    {
        Trace?.Compare(left, right);
        return ChoiceValue.Each(left, right, (first, second) =>
        {
            if (kind is "Equals" or "NotEquals" && (Constant(first) is null || Constant(second) is null))
                return !CanCompare(first, second) || StaticEquality.AreEqual(first, second) is not { } equal ? UnknownValue.Instance : ConstantValue.Of(equal == (kind == "Equals"));
            // A comparison with null by < or > is false, whatever the other is.
            if (first is ConstantValue { Value: null } or ConstantValue && second is ConstantValue && (Constant(first) is null || Constant(second) is null))
                return kind.Contains("Than") ? ConstantValue.False : UnknownValue.Instance;
            if (kind is "Divide" or "Remainder" && Constant(first) is int or long or decimal && Constant(second) is 0 or 0L or 0m)
                throw new ThrownException("it divides by zero");
            return Constant(first) is { } a && Constant(second) is { } b ? Known(Arithmetic.Binary(kind, a, b)) : UnknownValue.Instance;
        });
    }

    /// <summary>Lists and classes may compare by reference, or in a way of their own.</summary>
    private static bool CanCompare(StaticValue left, StaticValue right) =>
        left is ConstantValue || right is ConstantValue || (left is ObjectValue { Type.IsValueType: true } && right is ObjectValue { Type.IsValueType: true });

    private StaticValue Coalesce(Node node, Frame frame) => EachWay(frame, Evaluate(node[0], frame), (value, way) => value switch
    {
        ConstantValue { Value: null } => Evaluate(node[1], way),
        UnknownValue => OneOf(way, [_ => value, other => Evaluate(node[1], other)]),
        _ => value,
    });

    private StaticValue Access(Node node, Frame frame) => EachWay(frame, Evaluate(node[0], frame), (value, way) => value switch
    {
        ConstantValue { Value: null } => value,
        UnknownValue => OneOf(way, [_ => value, other => Rest(node, value, other)]),
        _ => Rest(node, value, way),
    });

    /// <summary>What comes after <c>?.</c> where the value is there.</summary>
    private StaticValue Rest(Node node, StaticValue value, Frame frame)
    {
        frame.Set(node.Text, value);
        return Evaluate(node[1], frame);
    }

    private StaticValue Switch(Node node, Frame frame)
    {
        var operand = Evaluate(node[0], frame);
        var possible = new List<Func<Frame, StaticValue>>();
        foreach (var arm in node.Children.Skip(1))
        {
            var isSure = possible.Count == 0;
            var matched = Matches(arm[0], operand, frame);
            var matches = And(matched, () => arm[1].Kind == NodeKind.Nothing ? true : Truth(matched == true && isSure ? Evaluate(arm[1], frame) : OneOf(frame, [way => Evaluate(arm[1], way)])));
            if (matches == true && isSure)
                return Evaluate(arm[2], frame);
            if (matches != false)
                possible.Add(way => Evaluate(arm[2], way));
            if (matches == true)
                break;
        }
        return possible.Count == 0 ? UnknownValue.Instance : OneOf(frame, [.. possible]);
    }

    /// <summary>Whether a value is of a type; null where that cannot be told.</summary>
    private bool? IsOf(StaticValue value, string type)
    {
        if (value is ConstantValue { Value: null })
            return false;
        if (value is not ObjectValue section || _library.Type(type) is not { TypeKind: TypeKind.Class or TypeKind.Struct } wanted)
            return null;
        return section.Type.DerivesFrom(wanted) ? true : section.Knowledge == Knowledge.Base ? null : false;
    }

    private bool? Matches(Node pattern, StaticValue value, Frame frame)
    {
        if (value is ChoiceValue choice)
        {
            var all = choice.Alternatives.Select(alternative => Matches(pattern, alternative, frame)).Distinct().ToList();
            Forget(pattern, frame);
            return all.Count == 1 ? all[0] : null;
        }
        switch (pattern.Kind)
        {
            case NodeKind.AnyPattern:
                return true;
            case NodeKind.VariablePattern:
                frame.Set(pattern.Text, value);
                return true;
            case NodeKind.ConstantPattern:
                var constant = Evaluate(pattern[0], frame);
                Trace?.Compare(value, constant);
                return StaticEquality.AreEqual(value, constant);
            case NodeKind.RelationalPattern:
                return value is ConstantValue { Value: null } ? false : Truth(Binary(pattern.Text, value, Evaluate(pattern[0], frame)));
            case NodeKind.NotPattern:
                return !Matches(pattern[0], value, frame);
            case NodeKind.AndPattern:
                return And(Matches(pattern[0], value, frame), () => Matches(pattern[1], value, frame));
            case NodeKind.OrPattern:
                return !And(!Matches(pattern[0], value, frame), () => !Matches(pattern[1], value, frame));
            case NodeKind.TypePattern:
                return MatchesType(pattern, value, frame);
            default:
                return null;
        }
    }

    private bool? MatchesType(Node pattern, StaticValue value, Frame frame)
    {
        if (pattern.Value is string name)
            frame.Set(name, value);
        var isOf = pattern.Text.Length > 0
            ? IsOf(value, pattern.Text)
            : value switch
            {
                UnknownValue => null,
                ConstantValue { Value: null } => false,
                _ => true,
            };
        foreach (var member in pattern.Children)
        {
            if (isOf == false)
                return false;
            if (member.Kind != NodeKind.Member)
                return null;
            var part = member.Value is int position ? value is ListValue tuple ? tuple.Items[position] : UnknownValue.Instance : value is UnknownValue ? value : Get(value, member.Text, false);
            isOf = And(isOf, () => Matches(member[0], part, frame));
        }
        return isOf;
    }

    /// <summary>What a pattern names is not known where it met several values.</summary>
    private static void Forget(Node pattern, Frame frame)
    {
        if (pattern.Kind == NodeKind.VariablePattern)
            frame.Set(pattern.Text, UnknownValue.Instance);
        if (pattern is { Kind: NodeKind.TypePattern, Value: string name })
            frame.Set(name, UnknownValue.Instance);
        foreach (var child in pattern.Children)
            Forget(child, frame);
    }

    private StaticValue Text(Node node, Frame frame)
    {
        var text = new StringBuilder();
        var isKnown = true;
        foreach (var part in node.Children)
        {
            var shown = part.Kind == NodeKind.Part ? Show(Evaluate(part[0], frame), part, node.Value is true) : (Evaluate(part, frame) as ConstantValue)?.Value as string;
            isKnown &= shown is not null && text.Length + shown.Length <= Sizes.MostLetters;
            text.Append(isKnown ? shown : "");
        }
        if (!isKnown)
            return UnknownValue.Instance;
        return new ConstantValue(text.ToString());
    }

    /// <summary>A value inside a text; null where it cannot be told, or where the culture decides.</summary>
    private string? Show(StaticValue value, Node part, bool isInvariant) => value switch
    {
        ConstantValue { Value: null } => "",
        ConstantValue { Value: string text } => text,
        ConstantValue { Value: { } number } when part.Value is string choice => Name(choice, number),
        ConstantValue { Value: (bool or char or int or long or double) and var constant } when !Sizes.HasLongNumber(part.Text) && (isInvariant || (part.Text.Length == 0 && constant is bool or char or >= 0 or >= 0L)) =>
            constant is IFormattable formattable ? formattable.ToString(part.Text.Length == 0 && constant is double ? "R" : part.Text, CultureInfo.InvariantCulture) : Convert.ToString(constant, CultureInfo.InvariantCulture),
        ObjectValue section => ToText(section),
        _ => null,
    };

    /// <summary>What <c>ToString</c> of an object gives.</summary>
    internal string? ToText(ObjectValue section)
    {
        for (var type = section.Type; type is not null; type = type.BaseType)
        {
            var id = SymbolIds.Method(type, "ToString");
            if (_library.Method(id) is not null)
                return Constant(Execute(id, section, [], null)) as string;
        }
        return null;
    }

    private string? Name(string choice, object number) => _library.Type(choice)?.GetMembers().OfType<IFieldSymbol>()
        .FirstOrDefault(field => field.HasConstantValue && Convert.ToDecimal(field.ConstantValue, CultureInfo.InvariantCulture) == Convert.ToDecimal(number, CultureInfo.InvariantCulture))?.Name;
}
