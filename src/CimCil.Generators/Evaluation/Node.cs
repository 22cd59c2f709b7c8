using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Evaluation;

/// <summary>
/// A piece of code that <see cref="Interpreter"/> runs while compiling: what a compilation's operations say, in a form that
/// can also be written into an assembly (<see cref="NodeText"/>) and read where that assembly is referenced.
/// </summary>
/// <param name="kind">What it does.</param>
/// <param name="text">A name, an operator or the documentation id of a symbol, as the kind says.</param>
/// <param name="value">A constant; null where there is none.</param>
/// <param name="children">The parts, as the kind says.</param>
internal sealed class Node(NodeKind kind, string text, object? value, params Node[] children)
{
    public static Node Unknown { get; } = new(NodeKind.Unknown);

    public static Node Nothing { get; } = new(NodeKind.Nothing);

    public Node(NodeKind kind, params Node[] children)
        : this(kind, "", null, children)
    {
    }

    public Node(NodeKind kind, string text, params Node[] children)
        : this(kind, text, null, children)
    {
    }

    public NodeKind Kind { get; } = kind;

    public string Text { get; } = text;

    public object? Value { get; } = value;

    public Node[] Children { get; } = children;

    /// <summary>Where it is written; null where it comes from another assembly.</summary>
    public SyntaxNode? Syntax { get; init; }

    public Node this[int index] => Children[index];

    public override string ToString() => NodeText.Write(this);
}
