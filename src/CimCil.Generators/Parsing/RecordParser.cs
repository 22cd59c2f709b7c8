using CimCil.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Generators.Parsing;

/// <summary>Turns the declaration of a record into a model; null where no other part of it can be written (the analyzer says why).</summary>
internal static class RecordParser
{
    public static RecordModel? Parse(RecordDeclarationSyntax declaration)
    {
        if (!declaration.Modifiers.Any(SyntaxKind.PartialKeyword) || declaration.TypeParameterList is not null || declaration.ParameterList is not null)
            return null;
        List<string>? containers = null;
        var name = declaration.Identifier.ValueText;
        var path = name;
        var hidden = IsHidden(declaration.Modifiers, nested: declaration.Parent is TypeDeclarationSyntax);
        var @namespace = "";
        for (var parent = declaration.Parent; parent is not null; parent = parent.Parent)
        {
            switch (parent)
            {
                case TypeDeclarationSyntax type:
                    if (!type.Modifiers.Any(SyntaxKind.PartialKeyword) || type.TypeParameterList is not null)
                        return null;
                    (containers ??= []).Insert(0, Header(type));
                    path = $"{type.Identifier.ValueText}.{path}";
                    hidden |= IsHidden(type.Modifiers, nested: type.Parent is TypeDeclarationSyntax);
                    break;
                case BaseNamespaceDeclarationSyntax space:
                    @namespace = @namespace.Length == 0 ? space.Name.ToString() : $"{space.Name}.{@namespace}";
                    break;
            }
        }
        var qualified = @namespace.Length == 0 ? $"global::{path}" : $"global::{@namespace}.{path}";
        return new RecordModel(@namespace, containers is null ? EquatableArray<string>.Empty : new EquatableArray<string>([.. containers]), name, qualified, ShapeOf(declaration), hidden ? RecordVisibility.Hidden : RecordVisibility.Assembly);
    }

    private static string Header(TypeDeclarationSyntax type)
    {
        var keyword = type is RecordDeclarationSyntax { ClassOrStructKeyword.RawKind: not 0 } record ? $"record {record.ClassOrStructKeyword.ValueText}" : type.Keyword.ValueText;
        return $"partial {keyword} {type.Identifier.ValueText}";
    }

    private static RecordShape ShapeOf(RecordDeclarationSyntax declaration) =>
        declaration.Modifiers.Any(SyntaxKind.AbstractKeyword) ? RecordShape.Abstract
        : declaration.Modifiers.Any(SyntaxKind.SealedKeyword) ? RecordShape.Sealed
        : RecordShape.Open;

    /// <summary>A type that other files cannot name: private, protected, file-local, or nested without a modifier.</summary>
    private static bool IsHidden(SyntaxTokenList modifiers, bool nested)
    {
        if (modifiers.Any(SyntaxKind.FileKeyword) || modifiers.Any(SyntaxKind.PrivateKeyword))
            return true;
        var visible = modifiers.Any(SyntaxKind.PublicKeyword) || modifiers.Any(SyntaxKind.InternalKeyword);
        return nested && !visible;
    }
}
