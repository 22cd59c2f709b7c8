using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Evaluation;

internal sealed partial class Interpreter
{
    private const string Validate = "M:" + KnownNames.ConfigSection + ".Validate";
    private const string ProblemAt = "M:" + KnownNames.ConfigProblem + ".At(";

    private StaticValue Call(Node node, Frame frame)
    {
        var receiver = Receiver(node[0], frame);
        var arguments = node.Children.Skip(1).Select(argument => argument.Kind == NodeKind.Reference ? frame[argument.Text] ?? UnknownValue.Instance : Evaluate(argument, frame)).ToArray();
        var references = node.Children.Skip(1).Select((argument, index) => (argument, index)).Where(pair => pair.argument.Kind == NodeKind.Reference).ToList();
        try
        {
            if (receiver is ChoiceValue && references.Count == 0)
                return ChoiceValue.Each(receiver, each => Call(node, each, arguments, frame));
            var result = Call(node, receiver, arguments, frame);
            foreach (var (argument, index) in references)
                frame.Set(argument.Text, arguments[index]);
            return result;
        }
        catch (ThrownException thrown)
        {
            if (node.Syntax is not null)
                (thrown.Call, thrown.Method) = (node.Syntax, node.Text);
            throw;
        }
    }

    /// <summary>One call; arguments that the method writes to are replaced.</summary>
    private StaticValue Call(Node node, StaticValue? receiver, StaticValue[] arguments, Frame frame)
    {
        if (node.Text == Validate)
            return receiver is ObjectValue section ? new ListValue([.. Rules.Check(section).Select(_ => (StaticValue)UnknownValue.Instance)]) : UnknownValue.Instance;
        if (node.Text.StartsWith(ProblemAt, StringComparison.Ordinal) && arguments.Length == 3 && _library.Type("T:" + KnownNames.ConfigProblem) is { } problem)
            return Problem(problem, [arguments[0], arguments[1], new ConstantValue(""), arguments[2]]);
        Take(Sizes.Steps(receiver) + arguments.Sum(Sizes.Steps));
        if (PureMethods.Call(node.Text, receiver, arguments) is { } pure)
        {
            Take(Sizes.Steps(pure));
            return pure;
        }
        if (Target(node, receiver) is not { } method || _library.Method(method) is not { } code)
            return Unfollowed(receiver, arguments);
        var inner = new Frame(receiver) { IsMaking = frame.IsMaking && node[0].Kind == NodeKind.This };
        var result = Execute(code, arguments, inner);
        for (var index = 0; index < arguments.Length; index++)
        {
            if (code[index].Value is not null)
                arguments[index] = inner.AtEnd(code[index].Text);
        }
        if (inner.IsMaking)
            frame.This = inner.This;
        return arguments.Length > 0 ? result.MadeBy(node.Syntax) : result.At(node.Syntax);
    }

    /// <summary>The method that runs; null where that cannot be told.</summary>
    private string? Target(Node node, StaticValue? receiver)
    {
        if (receiver is not (null or ObjectValue))
            return null;
        if (node.Value is true || receiver is not ObjectValue value)
            return node.Text;
        if (_library.Symbol(node.Text) is not IMethodSymbol { ContainingType.TypeKind: not TypeKind.Interface } symbol || (value.Knowledge == Knowledge.Base && !value.Type.IsSealed))
            return null;
        return Override(value.Type, symbol).Id();
    }

    /// <summary>A call of something unknown: it may change what it is given where that can be changed.</summary>
    private StaticValue Unfollowed(StaticValue? receiver, StaticValue[] arguments)
    {
        if (arguments.Append(receiver).Any(MayChange))
            throw new LostException();
        for (var index = 0; index < arguments.Length; index++)
            arguments[index] = UnknownValue.Instance;
        return UnknownValue.Instance;
    }

    private bool MayChange(StaticValue? value) => value switch
    {
        // A function may change what it has captured.
        ListValue or FunctionValue => true,
        ObjectValue section => IsMutable(section.Type),
        ChoiceValue choice => choice.Alternatives.Any(MayChange),
        _ => false,
    };

    private StaticValue Execute(string method, StaticValue? receiver, IReadOnlyList<StaticValue> arguments, SyntaxNode? syntax) =>
        _library.Method(method) is { } code ? Execute(code, arguments, new Frame(receiver)).At(syntax) : UnknownValue.Instance;

    private StaticValue Execute(Node code, IReadOnlyList<StaticValue> arguments, Frame frame)
    {
        if (code.Children.Length - 1 != arguments.Count)
            return UnknownValue.Instance;
        for (var index = 0; index < arguments.Count; index++)
            frame.Set(code[index].Text, arguments[index]);
        return Guarded(() => Execute(code[arguments.Count], frame) == Completion.Return ? frame.Returned! : frame.Returned is { } returned ? ChoiceValue.Of([returned, UnknownValue.Instance]) : UnknownValue.Instance);
    }

    private T Guarded<T>(Func<T> run)
    {
        if (++_depth > MostDepth)
        {
            _depth--;
            throw new LostException();
        }
        try
        {
            return run();
        }
        finally
        {
            _depth--;
        }
    }

    private StaticValue Invoke(Node node, Frame frame)
    {
        var function = Evaluate(node[0], frame);
        var arguments = node.Children.Skip(1).Select(argument => argument.Kind == NodeKind.Reference ? throw new LostException() : Evaluate(argument, frame)).ToArray();
        // It may be a lambda from here, which may change anything here.
        return function is FunctionValue known ? known.Call(arguments) : throw new LostException();
    }

    private FunctionValue Lambda(Node node, Frame frame) => new(arguments =>
    {
        if (Changes(node, frame) || (frame.IsMaking && Mentions(node, NodeKind.This)))
            throw new LostException();
        if (arguments.Count != node.Children.Length - 1)
            return UnknownValue.Instance;
        // What a lambda changes outside is not followed, so it works on a copy.
        var inner = frame.Fork();
        inner.Returned = null;
        for (var index = 0; index < arguments.Count; index++)
            inner.Set(node[index].Text, arguments[index]);
        return Guarded(() => Execute(node[arguments.Count], inner) == Completion.Return ? inner.Returned! : throw new LostException());
    });

    /// <summary>Whether a lambda changes anything outside itself.</summary>
    private static bool Changes(Node node, Frame frame) =>
        (node.Kind == NodeKind.Assign && Targets(node[0]).Any(target => target.Kind != NodeKind.Nothing && (target.Kind != NodeKind.Variable || frame[target.Text] is not null)))
        || (node.Kind == NodeKind.Reference && frame[node.Text] is not null)
        || node.Children.Any(child => Changes(child, frame));

    private static bool Mentions(Node node, NodeKind kind) => node.Kind == kind || node.Children.Any(child => Mentions(child, kind));

    private static IEnumerable<Node> Targets(Node target) => target.Kind == NodeKind.Tuple ? target.Children.SelectMany(Targets) : [target];

    private FunctionValue MethodGroup(Node node, Frame frame)
    {
        var receiver = node[0].Kind == NodeKind.Nothing ? null : Evaluate(node[0], frame);
        return new FunctionValue(arguments =>
        {
            var given = arguments.ToArray();
            return PureMethods.Call(node.Text, receiver, given) ?? (Target(node, receiver) is { } method && _library.Method(method) is not null ? Execute(method, receiver, given, null) : Unfollowed(receiver, given));
        });
    }

    /// <summary>The exception, with its message where that is known.</summary>
    private ThrownException Thrown(Node exception, Frame frame)
    {
        if (exception.Kind != NodeKind.New)
            throw new LostException();
        var texts = exception[0].Children.Select(argument => (Evaluate(argument, frame) as ConstantValue)?.Value as string).Where(text => text is not null);
        return new ThrownException(texts.LastOrDefault() ?? "");
    }

    private StaticValue Assign(Node target, StaticValue value, SyntaxNode? syntax, Frame frame)
    {
        switch (target.Kind)
        {
            case NodeKind.Variable when target.Value is null:
                frame.Set(target.Text, value);
                break;
            case NodeKind.Nothing:
                break;
            case NodeKind.Tuple when value is ListValue list && list.Items.Length == target.Children.Length:
                for (var index = 0; index < list.Items.Length; index++)
                    Assign(target[index], list.Items[index], syntax, frame);
                break;
            case NodeKind.Tuple:
                foreach (var child in target.Children)
                    Assign(child, UnknownValue.Instance, syntax, frame);
                break;
            case NodeKind.Property or NodeKind.Field when frame.IsMaking && target[0].Kind == NodeKind.This && target.Value is not true && frame.This is not null:
                frame.This = ChoiceValue.Each(frame.This, self => self is ObjectValue section ? Set(section, target.Text, value.At(syntax)) : self);
                break;
            default:
                // What else refers to the object that changes is not followed.
                throw new LostException();
        }
        return value;
    }
}
