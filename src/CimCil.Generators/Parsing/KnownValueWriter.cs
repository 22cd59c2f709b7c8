using System.Globalization;
using CimCil.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Generators.Parsing;

/// <summary>Reads the defaults and presets of a section from its declaration, as the arguments of attributes.</summary>
internal static class KnownValueWriter
{
    public static EquatableArray<string> Write(INamedTypeSymbol section, Compilation compilation, CancellationToken cancellation)
    {
        var values = new List<string>();
        foreach (var property in SymbolQueries.UnmarkedLine(section).SelectMany(type => type.GetMembers().OfType<IPropertySymbol>()))
        {
            foreach (var reference in property.DeclaringSyntaxReferences)
            {
                if (reference.GetSyntax(cancellation) is not PropertyDeclarationSyntax declaration)
                    continue;
                if (SymbolQueries.IsSettable(property))
                    Add(values, "", property.Name, Default(property, declaration, compilation, cancellation));
                else if (property.IsStatic && SymbolEqualityComparer.Default.Equals(property.Type, section))
                    Add(values, property.Name, "", Evaluate(declaration.ExpressionBody?.Expression ?? declaration.Initializer?.Value, compilation, cancellation));
            }
        }
        return new EquatableArray<string>([.. values]);
    }

    private static StaticValue? Default(IPropertySymbol property, PropertyDeclarationSyntax declaration, Compilation compilation, CancellationToken cancellation)
    {
        if (declaration.Initializer is { } initializer)
            return Evaluate(initializer.Value, compilation, cancellation);
        return property.Type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Double && !property.IsAbstract ? new ConstantValue(0, null) : null;
    }

    private static StaticValue? Evaluate(ExpressionSyntax? expression, Compilation compilation, CancellationToken cancellation) =>
        expression is null || !compilation.ContainsSyntaxTree(expression.SyntaxTree) ? null : StaticEvaluator.Evaluate(compilation.GetSemanticModel(expression.SyntaxTree).GetOperation(expression, cancellation));

    private static void Add(List<string> values, string source, string path, StaticValue? value)
    {
        if (Literal(value) is not { } literal)
            return;
        values.Add($"{Literals.Text(source)}, {Literals.Text(path)}, {literal}");
        if (value is not SectionValue section)
            return;
        foreach (var assigned in section.Assigned)
            Add(values, source, path.Length == 0 ? assigned.Key : $"{path}.{assigned.Key}", assigned.Value);
    }

    private static string? Literal(StaticValue? value) => value switch
    {
        ConstantValue constant => Literal(constant.Value),
        ListValue { Items.Count: > 0 } list when list.Items.All(item => item.Value is int) => $"new int[] {{ {string.Join(", ", list.Items.Select(item => Literal(item.Value)))} }}",
        SectionValue section => $"typeof({section.Type.Global()}){(section.Preset.Length == 0 ? "" : $", Preset = {Literals.Text(section.Preset)}")}",
        _ => null,
    };

    private static string? Literal(object? value) => value switch
    {
        string text => Literals.Text(text),
        bool truth => truth ? "true" : "false",
        double number => Literals.Number(number),
        int or long => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => null,
    };
}
