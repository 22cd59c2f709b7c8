using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Evaluation;

/// <summary>
/// Runs code while compiling, as far as it can be told what it does. A value that depends on anything else is unknown, or one
/// of several: what is said of it holds for all that it may be.
/// </summary>
internal sealed partial class Interpreter
{
    /// <summary>Steps after which code counts as endless.</summary>
    private const int MostSteps = 200_000;
    private const int MostDepth = 80;

    private readonly CodeLibrary _library;
    private readonly List<ISymbol> _starting = [];
    private List<INamedTypeSymbol> _making = [];
    private int _steps;
    private int _depth;

    public Interpreter(CodeLibrary library)
    {
        _library = library;
        Rules = new SectionRules(this, library);
    }

    public CodeLibrary Library => _library;

    public SectionRules Rules { get; }

    /// <summary>Is told what a rule reads and compares; null while nobody asks.</summary>
    public RuleTrace? Trace { get; set; }

    /// <summary>The value of an expression that stands where nothing is known of its surroundings.</summary>
    /// <exception cref="ThrownException">It throws in any case.</exception>
    public StaticValue Run(Node expression) => Guard(() => Evaluate(expression, new Frame()));

    /// <summary>The object that the constructor without parameters makes.</summary>
    /// <exception cref="ThrownException">It throws in any case.</exception>
    public StaticValue Make(INamedTypeSymbol type)
    {
        var constructor = type.InstanceConstructors.FirstOrDefault(candidate => candidate.Parameters.IsEmpty);
        return constructor is null ? UnknownValue.Instance : Guard(() => Construct(type, constructor.Id(), [], null));
    }

    /// <summary>The value of a property of an object.</summary>
    public StaticValue Read(ObjectValue section, IPropertySymbol property) => Guard(() => Get(section, property.Id(), false));

    /// <summary>What a method gives; unknown where it throws.</summary>
    public StaticValue Invoke(string method, StaticValue? receiver, params StaticValue[] arguments)
    {
        try
        {
            return Guard(() => Execute(method, receiver, arguments, null));
        }
        catch (ThrownException)
        {
            return UnknownValue.Instance;
        }
    }

    private StaticValue Guard(Func<StaticValue> run)
    {
        var isOutermost = _depth == 0;
        var steps = _steps;
        try
        {
            return run();
        }
        catch (Exception lost) when (lost is LostException or InsufficientExecutionStackException)
        {
            return UnknownValue.Instance;
        }
        finally
        {
            if (isOutermost)
                (_steps, _depth) = (0, 0);
            else
                _steps = Math.Max(steps, _steps);
        }
    }

    /// <summary>Counts steps.</summary>
    private void Take(int steps)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        _steps += steps;
        if (_steps > MostSteps)
            throw new LostException();
    }

    private StaticValue Evaluate(Node node, Frame frame)
    {
        Take(1);
        return node.Kind switch
        {
            NodeKind.Constant => new ConstantValue(node.Value).At(node.Syntax),
            NodeKind.Abort => throw new LostException(),
            NodeKind.Variable => Variable(node, frame),
            // An object that is being made changes, and what is kept of it here would not.
            NodeKind.This => frame.IsMaking ? UnknownValue.Instance : Receiver(node, frame)!,
            NodeKind.Default => _library.Type(node.Text) is { } type ? Default(type) : UnknownValue.Instance,
            NodeKind.New => New(node, frame),
            NodeKind.With => With(node, frame),
            NodeKind.Property or NodeKind.Field => Member(node, frame),
            NodeKind.Item => ChoiceValue.Each(Evaluate(node[0], frame), tuple => tuple is ListValue list && (int)node.Value! < list.Items.Length ? list.Items[(int)node.Value!] : UnknownValue.Instance),
            NodeKind.Call => Call(node, frame),
            NodeKind.Invoke => Invoke(node, frame),
            NodeKind.Lambda => Lambda(node, frame),
            NodeKind.MethodGroup => MethodGroup(node, frame),
            NodeKind.Throw => throw Thrown(node[0], frame),
            NodeKind.Assign => Assign(node[0], Evaluate(node[1], frame), node.Syntax, frame),
            NodeKind.Tuple or NodeKind.List => List(node, frame),
            NodeKind.Index => Index(Evaluate(node[0], frame), Evaluate(node[1], frame)),
            NodeKind.FromEnd or NodeKind.Range => Place(node, frame),
            NodeKind.Text => Text(node, frame),
            _ => Operator(node, frame),
        };
    }

    private static StaticValue Variable(Node node, Frame frame) => frame[node.Text]
        ?? (node.Value is string field && frame.This is ObjectValue self && self.Fields.TryGetValue(field, out var captured) ? captured : UnknownValue.Instance);

    /// <summary>The object whose member is asked; null for a static one.</summary>
    private StaticValue? Receiver(Node node, Frame frame) => node.Kind switch
    {
        NodeKind.Nothing => null,
        NodeKind.This => frame.This ?? UnknownValue.Instance,
        _ => Evaluate(node, frame),
    };

    /// <summary>The default of a type.</summary>
    internal static StaticValue Default(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { EnumUnderlyingType: { } underlying })
            return Default(underlying);
        if (type.IsReferenceType || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
            return ConstantValue.Null;
        return type.SpecialType switch
        {
            SpecialType.System_Boolean => ConstantValue.False,
            SpecialType.None when type is INamedTypeSymbol { TypeKind: TypeKind.Struct, IsTupleType: false } structure && !IsMutable(structure) => new ObjectValue(structure, ImmutableDictionary<string, StaticValue>.Empty, Knowledge.All),
            _ => Arithmetic.To(type.SpecialType.ToString(), 0) is { } zero ? new ConstantValue(zero) : UnknownValue.Instance,
        };
    }

    private StaticValue New(Node node, Frame frame)
    {
        var arguments = node[0].Children.Select(argument => Evaluate(argument, frame)).ToArray();
        var settings = Prepare(node[1], frame);
        if (_library.Type((string)node.Value!) is not { } type)
            return UnknownValue.Instance;
        if (type.IsNamed(KnownNames.ConfigProblem) && arguments.Length == 4)
            return Problem(type, arguments).At(node.Syntax);
        if (type.IsNamed("System.Collections.Generic.List"))
            return Fill(arguments, settings).At(node.Syntax);
        if (type.SpecialType != SpecialType.None || type.TypeKind == TypeKind.Enum || type.OriginalDefinition.SpecialType != SpecialType.None)
            return type.IsValueType && arguments.Length == 0 ? Default(type) : UnknownValue.Instance;
        var made = arguments.Length == 0 && !_library.IsSource(type)
            ? _library.Values.GetOrAdd("new " + node.Text, _ => Construct(type, node.Text, arguments, null))
            : Construct(type, node.Text, arguments, node.Syntax);
        return Initialize(made.At(node.Syntax), settings).At(node.Syntax);
    }

    /// <summary>A list of what another one has, or of nothing, and what is added.</summary>
    private static StaticValue Fill(StaticValue[] arguments, List<Prepared> added)
    {
        var first = arguments.Length == 0 || arguments is [ConstantValue { Value: int }] ? new ListValue([]) : arguments[0] as ListValue;
        return first is null || added.Any(item => item.Node.Kind != NodeKind.Add) ? UnknownValue.Instance : new ListValue(first.Items.AddRange(added.Select(item => item.Value)));
    }

    internal static ObjectValue Problem(INamedTypeSymbol type, IReadOnlyList<StaticValue> arguments) => new(
        type,
        ImmutableDictionary.CreateRange(new[] { "Path", "Value", "Rule", "Fix" }.Select((name, index) => new KeyValuePair<string, StaticValue>(name, arguments[index]))),
        Knowledge.All);

    private StaticValue With(Node node, Frame frame)
    {
        var copied = Evaluate(node[0], frame);
        var settings = Prepare(node[1], frame);
        return ChoiceValue.Each(copied, operand => operand is ObjectValue value && !HasOwnCopy(value.Type) ? Initialize(value.At(node.Syntax), settings) : Partial(node, operand, settings));
    }

    /// <summary>A copy of something unknown, of which only the changes are known.</summary>
    private StaticValue Partial(Node node, StaticValue operand, List<Prepared> settings) =>
        operand is UnknownValue && _library.Type(node.Text) is { } type && type.DerivesFrom(KnownNames.ConfigSection) && !HasOwnCopy(type)
            ? Initialize(new ObjectValue(type, ImmutableDictionary<string, StaticValue>.Empty, Knowledge.Base).At(node.Syntax), settings)
            : UnknownValue.Instance;

    private bool HasOwnCopy(INamedTypeSymbol type)
    {
        for (var current = type; current is not null && current.SpecialType != SpecialType.System_Object; current = current.BaseType)
        {
            if (_library.Describe(current)?.Text == "copies")
                return true;
        }
        return false;
    }

    /// <summary>The values of an initializer, each of them once, whatever the object may be.</summary>
    private List<Prepared> Prepare(Node initializer, Frame frame) =>
    [
        .. initializer.Children.Select(child => child.Kind == NodeKind.Nested
            ? new Prepared(child, UnknownValue.Instance, Prepare(child[0], frame))
            : new Prepared(child, child.Kind is NodeKind.Init or NodeKind.Add ? Evaluate(child[0], frame).At(child.Syntax) : Evaluate(child, frame), [])),
    ];

    private StaticValue Initialize(StaticValue made, List<Prepared> settings)
    {
        foreach (var setting in settings)
        {
            made = ChoiceValue.Each(made, each => (each, setting.Node.Kind) switch
            {
                (ObjectValue target, NodeKind.Init) => Set(target, setting.Node.Text, setting.Value),
                (ObjectValue target, NodeKind.Nested) => Set(target, setting.Node.Text, Initialize(Get(target, setting.Node.Text, false), setting.Inner)),
                _ => UnknownValue.Instance,
            });
        }
        return made;
    }

    /// <summary>One line of an initializer: its value, or the lines that change the section in a property.</summary>
    private sealed record Prepared(Node Node, StaticValue Value, List<Prepared> Inner);

    private StaticValue List(Node node, Frame frame)
    {
        var items = ImmutableArray.CreateBuilder<StaticValue>();
        var isKnown = true;
        foreach (var child in node.Children)
        {
            if (child.Kind != NodeKind.Spread)
                items.Add(Evaluate(child, frame));
            else if (Evaluate(child[0], frame) is ListValue spread && items.Count + spread.Items.Length <= Sizes.MostItems)
                items.AddRange(spread.Items);
            else
                isKnown = false;
        }
        if (!isKnown)
            return UnknownValue.Instance;
        Take(items.Count / 8);
        return new ListValue(items.ToImmutable()).At(node.Syntax);
    }

    private static StaticValue Index(StaticValue list, StaticValue index) => ChoiceValue.Each(list, index, static (of, at) =>
    {
        var place = at is ConstantValue { Value: int number } ? new PlaceValue(number, false, null, false, false) : at as PlaceValue;
        var length = of is ListValue items ? items.Items.Length : (of as ConstantValue)?.Value is string content ? content.Length : -1;
        if (place is null || length < 0)
            return UnknownValue.Instance;
        if (place.In(length) is not var (start, count))
            return length <= Sizes.MostItems ? throw new ThrownException($"it asks for what is outside of {(of is ListValue ? "a list" : "a text")} of {length}") : UnknownValue.Instance;
        if (of is ListValue known)
            return place.IsRange ? new ListValue([.. known.Items.Skip(start).Take(count)]) : known.Items[start];
        var text = (string)((ConstantValue)of).Value!;
        return new ConstantValue(place.IsRange ? text.Substring(start, count) : text[start]);
    });

    private StaticValue Place(Node node, Frame frame)
    {
        if (node.Kind == NodeKind.FromEnd)
            return Whole(node[0], frame) is { } back ? new PlaceValue(back, true, null, false, false) : UnknownValue.Instance;
        var (start, end) = (End(node[0], frame), End(node[1], frame));
        return start is null || end is null ? UnknownValue.Instance : new PlaceValue(start.Value.Number, start.Value.FromEnd, end.Value.Number, end.Value.FromEnd, true);
    }

    private (int? Number, bool FromEnd)? End(Node node, Frame frame)
    {
        if (node.Kind == NodeKind.Nothing)
            return (null, false);
        var number = Whole(node.Kind == NodeKind.FromEnd ? node[0] : node, frame);
        return number is null ? null : (number, node.Kind == NodeKind.FromEnd);
    }

    private int? Whole(Node node, Frame frame) => (Evaluate(node, frame) as ConstantValue)?.Value as int?;
}
