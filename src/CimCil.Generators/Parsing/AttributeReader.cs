using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Generators.Parsing;

/// <summary>Reads what attributes say, from their syntax where it is written out there.</summary>
internal sealed class AttributeReader(GeneratorSyntaxContext context, CancellationToken cancellation)
{
    /// <summary>Whether anything had to be looked up in the compilation: then an edit of another file may change it.</summary>
    public bool AskedForSymbols { get; private set; }

    public string? Text(ExpressionSyntax? expression) => expression switch
    {
        null => null,
        LiteralExpressionSyntax { Token.Value: string text } => text,
        _ => Symbols().GetConstantValue(expression, cancellation).Value as string,
    };

    public bool Means(AttributeSyntax attribute, string type) => Symbols().GetTypeInfo(attribute, cancellation).Type.IsNamed(type);

    private SemanticModel Symbols()
    {
        AskedForSymbols = true;
        return context.SemanticModel;
    }
}
