using System.Collections.Immutable;
using System.Composition;
using CimCil.Configuration.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Generators.CodeFixes;

/// <summary>Replaces a value by the nearest one that its rule allows, a misspelt setting by the nearest one that there is, and a name by its kebab case.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class NearestFix : CodeFixProvider
{
    /// <summary>The property of a diagnostic that holds what to write instead.</summary>
    private const string Nearest = "nearest";

    private const string BrokenRule = "CIMCIL003";
    private const string NotKebabCase = "CIMCIL020";
    private const string MisfitRule = "CIMCIL025";
    private const string NoSuchSetting = "CIMCIL029";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [BrokenRule, NotKebabCase, MisfitRule, NoSuchSetting];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true) is not { } place || model is null)
            return;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (Written(place, diagnostic) is { } expression && Replacement(diagnostic, expression, model) is { } text && text != expression.ToString())
                Register(context, diagnostic, expression, text);
        }
    }

    private static void Register(CodeFixContext context, Diagnostic diagnostic, ExpressionSyntax expression, string text)
    {
        var title = $"Use {text}";
        context.RegisterCodeFix(CodeAction.Create(title, _ => ReplaceAsync(context.Document, expression, text), equivalenceKey: title), diagnostic);
    }

    private static async Task<Document> ReplaceAsync(Document document, ExpressionSyntax expression, string text)
    {
        var root = (await document.GetSyntaxRootAsync().ConfigureAwait(false))!;
        return document.WithSyntaxRoot(root.ReplaceNode(expression, SyntaxFactory.ParseExpression(text).WithTriviaFrom(expression)));
    }

    /// <summary>The expression that is wrong: what the diagnostic marks, or the first text in the attribute that it marks.</summary>
    private static ExpressionSyntax? Written(SyntaxNode place, Diagnostic diagnostic) => place switch
    {
        ExpressionSyntax expression when diagnostic.Id == BrokenRule || IsName(expression) => expression,
        AttributeArgumentSyntax { Expression: var expression } when IsName(expression) => expression,
        AttributeSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } when IsName(arguments[0].Expression) => arguments[0].Expression,
        ArgumentSyntax { Expression: var expression } => expression,
        _ => null,
    };

    private static bool IsName(ExpressionSyntax expression) => expression.IsKind(SyntaxKind.StringLiteralExpression);

    private static string? Replacement(Diagnostic diagnostic, ExpressionSyntax expression, SemanticModel model)
    {
        if (diagnostic.Properties.TryGetValue(Nearest, out var nearest) && nearest is not null)
            return IsName(expression) ? Quote(nearest) : nearest;
        if ((expression as LiteralExpressionSyntax)?.Token.Value is not string typed)
            return null;
        if (diagnostic.Id == NotKebabCase)
            return Quote(KebabCase.Suggest(typed, "my-own"));
        return NearestSetting(typed, expression, model) is { } setting ? Quote(setting) : null;
    }

    private static string Quote(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>The setting of the record around it whose name differs least; null when none is near.</summary>
    private static string? NearestSetting(string typed, ExpressionSyntax expression, SemanticModel model)
    {
        if (expression.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } declaration || model.GetDeclaredSymbol(declaration) is not { } type)
            return null;
        // [ReadWhen] names a property; a problem names a path, in camel case.
        var isPath = expression.FirstAncestorOrSelf<AttributeSyntax>() is null;
        return NearestNames.Find(typed, Settings(type).Select(name => isPath ? char.ToLowerInvariant(name[0]) + name.Substring(1) : name)).FirstOrDefault();
    }

    private static IEnumerable<string> Settings(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            foreach (var property in current.GetMembers().OfType<IPropertySymbol>().Where(property => property is { IsStatic: false, DeclaredAccessibility: Accessibility.Public, SetMethod: not null }))
                yield return property.Name;
        }
    }
}
