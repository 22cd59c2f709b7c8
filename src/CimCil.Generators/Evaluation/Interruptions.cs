using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Evaluation;

/// <summary>The code that is run throws.</summary>
internal sealed class ThrownException(string message) : Exception(message)
{
    /// <summary>The outermost call, in the code where a value is written, that came to it.</summary>
    public SyntaxNode? Call { get; set; }

    public string? Method { get; set; }
}

/// <summary>The code cannot be followed, and nothing is known of what it leaves behind.</summary>
internal sealed class LostException : Exception;
