using System.Collections.Immutable;
using System.Composition;
using CimCil.Configuration.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Generators.CodeFixes;

/// <summary>Makes a record partial or sealed, or marks it: what keeps the generator from completing it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class DeclarationFix : CodeFixProvider
{
    private const string Namespace = "CimCil.Configuration";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CIMCIL001", "CIMCIL009"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span).FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } declaration || model?.GetDeclaredSymbol(declaration, context.CancellationToken) is not { } type)
            return;
        if (NeedsPartial(declaration))
            Register(context, "Make it partial", document => ReplaceAsync(document, declaration.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().Last(), outer => MakePartial(outer, declaration)));
        if (!type.IsAbstract && !type.IsSealed && IsMarked(type, "ExperimentAttribute"))
            Register(context, "Make it sealed", document => ReplaceAsync(document, declaration, static record => With(record, SyntaxKind.SealedKeyword)));
        var attribute = DerivesFrom(type, "Experiment") ? "Experiment" : "ConfigSection";
        if (!type.IsAbstract && DerivesFrom(type, "ConfigSection") && !IsMarked(type, "ExperimentAttribute") && !IsMarked(type, "ConfigSectionAttribute"))
            Register(context, $"Add [{attribute}]", document => ReplaceAsync(document, declaration, record => Mark(record, attribute)));
    }

    private static void Register(CodeFixContext context, string title, Func<Document, Task<Document>> change) =>
        context.RegisterCodeFix(CodeAction.Create(title, _ => change(context.Document), equivalenceKey: title), context.Diagnostics);

    private static async Task<Document> ReplaceAsync(Document document, TypeDeclarationSyntax declaration, Func<TypeDeclarationSyntax, TypeDeclarationSyntax> change)
    {
        var root = (await document.GetSyntaxRootAsync().ConfigureAwait(false))!;
        return document.WithSyntaxRoot(root.ReplaceNode(declaration, change(declaration)));
    }

    private static bool NeedsPartial(TypeDeclarationSyntax declaration) =>
        declaration.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().Any(type => !type.Modifiers.Any(SyntaxKind.PartialKeyword));

    /// <summary>Makes the record and every type around it partial.</summary>
    private static TypeDeclarationSyntax MakePartial(TypeDeclarationSyntax outer, TypeDeclarationSyntax declaration)
    {
        var wanted = declaration.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().Where(type => !type.Modifiers.Any(SyntaxKind.PartialKeyword));
        return outer.ReplaceNodes(wanted, static (_, type) => With(type, SyntaxKind.PartialKeyword));
    }

    private static TypeDeclarationSyntax With(TypeDeclarationSyntax type, SyntaxKind modifier)
    {
        var token = SyntaxFactory.Token(modifier).WithTrailingTrivia(SyntaxFactory.Space);
        var modifiers = type.Modifiers;
        if (modifiers.Count == 0)
        {
            // What stands before the keyword now stands before its modifier.
            var keyword = type.Keyword;
            return type.WithKeyword(keyword.WithLeadingTrivia()).WithModifiers(SyntaxFactory.TokenList(token.WithLeadingTrivia(keyword.LeadingTrivia)));
        }
        // The language wants partial last.
        return type.WithModifiers(modifier != SyntaxKind.PartialKeyword && modifiers.Last().IsKind(SyntaxKind.PartialKeyword) ? modifiers.Insert(modifiers.Count - 1, token) : modifiers.Add(token));
    }

    private static TypeDeclarationSyntax Mark(TypeDeclarationSyntax type, string attribute)
    {
        var name = KebabCase.Suggest(type.Identifier.ValueText, "my-own");
        var argument = SyntaxFactory.AttributeArgument(SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(name)));
        var list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(
            SyntaxFactory.Attribute(SyntaxFactory.ParseName(attribute), SyntaxFactory.AttributeArgumentList(SyntaxFactory.SingletonSeparatedList(argument)))));
        var leading = type.GetLeadingTrivia();
        var indent = leading.LastOrDefault() is var last && last.IsKind(SyntaxKind.WhitespaceTrivia) ? SyntaxFactory.TriviaList(last) : default;
        return type.WithLeadingTrivia(indent).WithAttributeLists(type.AttributeLists.Insert(0, list.WithLeadingTrivia(leading).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed)));
    }

    private static bool IsMarked(INamedTypeSymbol type, string attribute) => type.GetAttributes().Any(found => IsOurs(found.AttributeClass, attribute));

    private static bool DerivesFrom(INamedTypeSymbol type, string name)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (IsOurs(current, name))
                return true;
        }
        return false;
    }

    private static bool IsOurs(INamedTypeSymbol? type, string name) => type?.Name == name && type.ContainingNamespace.ToDisplayString() == Namespace;
}
