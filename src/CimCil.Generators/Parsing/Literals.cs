using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CimCil.Generators.Parsing;

/// <summary>Writes constants of attributes as C#.</summary>
internal static class Literals
{
    /// <summary>Whether the compiler has understood the attribute; where it has not, it says so.</summary>
    public static bool CanConstruct(AttributeData attribute) =>
        attribute.AttributeConstructor is not null && attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(argument => argument.Value)).All(IsKnown);

    private static bool IsKnown(TypedConstant constant) => constant.Kind switch
    {
        TypedConstantKind.Error => false,
        TypedConstantKind.Array when !constant.IsNull => constant.Values.All(IsKnown),
        _ => constant.Type is not null,
    };

    /// <summary>What of the attribute code of a record cannot name, and how far it is seen; null where it can make the attribute again.</summary>
    public static (string What, string Seen)? Unreachable(AttributeData attribute, INamedTypeSymbol record, Compilation compilation)
    {
        // Of another assembly nobody sees what is internal to it.
        if (attribute.AttributeConstructor is not { } constructor)
            return ("its constructor", "internal");
        if (!compilation.IsSymbolAccessibleWithin(constructor, record) && compilation.IsSymbolAccessibleWithin(attribute.AttributeClass!, record))
            return ("its constructor", Seen(constructor));
        var types = attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(argument => argument.Value)).SelectMany(Types).Prepend(attribute.AttributeClass!);
        return types.FirstOrDefault(type => !compilation.IsSymbolAccessibleWithin(type, record)) is { } hidden ? ($"'{hidden.Name}'", Seen(hidden)) : null;
    }

    private static string Seen(ISymbol symbol) => symbol.DeclaredAccessibility switch
    {
        Accessibility.Private => "private",
        Accessibility.Protected or Accessibility.ProtectedAndInternal => "protected",
        Accessibility.Public => "inside of what is not public",
        _ => "internal",
    };

    /// <summary>The types that a constant names.</summary>
    private static IEnumerable<ISymbol> Types(TypedConstant constant) => constant.Kind switch
    {
        TypedConstantKind.Array when !constant.IsNull => constant.Values.SelectMany(Types),
        TypedConstantKind.Type when constant.Value is ITypeSymbol type => [type],
        TypedConstantKind.Enum when constant.Type is { } type => [type],
        _ => [],
    };

    /// <summary>An expression that makes the attribute again, with its arguments.</summary>
    public static string Construct(AttributeData attribute)
    {
        var arguments = string.Join(", ", attribute.ConstructorArguments.Select(Write));
        var named = string.Join(", ", attribute.NamedArguments.Select(argument => $"{Identifiers.Escape(argument.Key)} = {Write(argument.Value)}"));
        var construct = $"new {attribute.AttributeClass!.Global()}({arguments})";
        return named.Length == 0 ? construct : $"{construct} {{ {named} }}";
    }

    public static string Text(string value) => SymbolDisplay.FormatLiteral(value, quote: true);

    private static string Write(TypedConstant constant) => constant.Kind switch
    {
        _ when constant.IsNull => $"({constant.Type!.Global()})null!",
        TypedConstantKind.Array => $"new {constant.Type!.Global()} {{ {string.Join(", ", constant.Values.Select(Write))} }}",
        TypedConstantKind.Type => $"typeof({((ITypeSymbol)constant.Value!).Global()})",
        TypedConstantKind.Enum => $"({constant.Type!.Global()})({Convert.ToString(constant.Value, CultureInfo.InvariantCulture)})",
        _ => constant.Value switch
        {
            double number => Number(number),
            float number => $"(float){Number(number)}",
            string text => Text(text),
            char letter => SymbolDisplay.FormatLiteral(letter, quote: true),
            bool truth => truth ? "true" : "false",
            var whole => $"({constant.Type!.Global()})({Convert.ToString(whole, CultureInfo.InvariantCulture)})",
        },
    };

    public static string Number(double value) =>
        double.IsNaN(value) ? "double.NaN"
        : double.IsPositiveInfinity(value) ? "double.PositiveInfinity"
        : double.IsNegativeInfinity(value) ? "double.NegativeInfinity"
        : value.ToString("R", CultureInfo.InvariantCulture) + "d";
}
