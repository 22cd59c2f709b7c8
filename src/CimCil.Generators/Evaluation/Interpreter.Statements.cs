using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Evaluation;

internal sealed partial class Interpreter
{
    private enum Completion
    {
        Next,
        Return,
        Break,
        Continue,
    }

    private Completion Execute(Node node, Frame frame)
    {
        switch (node.Kind)
        {
            case NodeKind.Block:
                foreach (var child in node.Children)
                {
                    if (Execute(child, frame) is not Completion.Next and var completion)
                        return completion;
                }
                return Completion.Next;
            case NodeKind.Return:
                frame.Return(node[0].Kind == NodeKind.Nothing ? UnknownValue.Instance : Evaluate(node[0], frame));
                return Completion.Return;
            case NodeKind.If:
                return Truth(Evaluate(node[0], frame)) is { } truth ? Execute(node[truth ? 1 : 2], frame) : Either(frame, node[1], node[2]);
            case NodeKind.ForEach:
                return ForEach(node, frame);
            case NodeKind.For:
                return For(node, frame);
            case NodeKind.Select:
                return Select(node, frame);
            case NodeKind.Break:
                return Completion.Break;
            case NodeKind.Continue:
                return Completion.Continue;
            case NodeKind.Store:
                frame.This = ((ObjectValue)frame.This!).Set(node.Text, Evaluate(node[0], frame).At(node.Syntax));
                return Completion.Next;
            case NodeKind.Chain:
                Chain(node.Text, _library.Type((string)node.Value!), [.. node[0].Children.Select(argument => Evaluate(argument, frame))], frame, node.Syntax);
                return Completion.Next;
            case NodeKind.Abort:
                throw new LostException();
            default:
                // An expression whose effects are unknown, such as an assignment inside one, would leave wrong values behind.
                if (node.Kind is NodeKind.Unknown)
                    throw new LostException();
                Evaluate(node, frame);
                return Completion.Next;
        }
    }

    /// <summary>Goes both ways.</summary>
    private Completion Either(Frame frame, params Node[] ways)
    {
        if (frame.IsCaptured)
            throw new LostException();
        var next = new List<Frame>();
        var ended = new List<Frame>();
        foreach (var way in ways)
        {
            var fork = frame.Fork();
            var completion = Attempt(way, fork);
            if (completion is Completion.Break or Completion.Continue)
                throw new LostException();
            (completion == Completion.Return ? ended : next).Add(fork);
        }
        // A constructor that may have ended would go on here with what it did not do.
        if (next.Count > 0 && ended.Count > 0 && ended.Any(fork => !ReferenceEquals(fork.This, frame.This)))
            throw new LostException();
        frame.Become([.. next.Count > 0 ? next : ended]);
        foreach (var exit in next.Count > 0 ? ended : [])
            frame.MayEndAt(exit);
        return next.Count > 0 ? Completion.Next : Completion.Return;
    }

    /// <summary>A way that may not be taken and throws leaves nothing to be known of the result.</summary>
    private Completion Attempt(Node way, Frame frame)
    {
        try
        {
            return Execute(way, frame);
        }
        catch (ThrownException)
        {
            throw new LostException();
        }
    }

    private Completion ForEach(Node node, Frame frame)
    {
        if (Evaluate(node[1], frame) is not { } collection || PureMethods.Items(collection) is not { } items)
            throw new LostException();
        Take(items.Count / 8);
        foreach (var item in items)
        {
            Assign(node[0], item, null, frame);
            var completion = Execute(node[2], frame);
            if (completion == Completion.Return)
                return completion;
            if (completion == Completion.Break)
                break;
        }
        return Completion.Next;
    }

    private Completion For(Node node, Frame frame)
    {
        Execute(node[0], frame);
        while (Truth(Evaluate(node[1], frame)) is var truth)
        {
            if (truth is null)
                throw new LostException();
            if (truth == false)
                break;
            var completion = Execute(node[3], frame);
            if (completion == Completion.Return)
                return completion;
            if (completion == Completion.Break)
                break;
            Execute(node[2], frame);
        }
        return Completion.Next;
    }

    private Completion Select(Node node, Frame frame)
    {
        var operand = Evaluate(node[0], frame);
        foreach (var @case in node.Children.Skip(1))
        {
            var matches = And(Matches(@case[0], operand, frame), () => @case[1].Kind == NodeKind.Nothing ? true : Truth(Evaluate(@case[1], frame)));
            if (matches is null)
                throw new LostException();
            if (matches == false)
                continue;
            var completion = Execute(@case[2], frame);
            return completion == Completion.Break ? Completion.Next : completion;
        }
        return Completion.Next;
    }
}
