using System.Globalization;
using CimCil.Configuration.Schema;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CimCil.Generators.Diagnostics;

/// <summary>Checks that the rules of a property can judge it: <c>[Between]</c> on a text would never say anything.</summary>
internal static class ValueRuleChecks
{
    public static IEnumerable<Diagnostic> Find(INamedTypeSymbol type, IPropertySymbol property, CancellationToken cancellation)
    {
        foreach (var attribute in property.GetAttributes())
        {
            // A wrong argument is an error of the compiler.
            if (attribute.AttributeConstructor is null || attribute.ConstructorArguments.Any(argument => argument.Kind == TypedConstantKind.Error))
                continue;
            var defect = attribute.AttributeClass.DerivesFrom(KnownNames.ValueRuleAttribute) ? RuleDefect(property, attribute)
                : attribute.AttributeClass.IsNamed(KnownNames.ReadWhenAttribute) ? ReadWhenDefect(type, property, attribute)
                : null;
            if (defect is not null)
                yield return SharedDiagnostic.Create(Descriptors.ValueRule, MemberChecks.Place(attribute, property, cancellation), Name(attribute), property.Name, defect);
        }
    }

    /// <summary>The rules of unmarked bases that what is generated for the record cannot make.</summary>
    public static IEnumerable<Diagnostic> FindUnreachable(INamedTypeSymbol record, Compilation compilation, CancellationToken cancellation)
    {
        foreach (var property in SymbolQueries.UnmarkedLine(record).SelectMany(type => type.GetMembers().OfType<IPropertySymbol>().Where(SymbolQueries.IsSettable)))
        {
            foreach (var attribute in property.GetAttributes())
            {
                var isHere = attribute.ApplicationSyntaxReference is { } written && compilation.ContainsSyntaxTree(written.SyntaxTree);
                // Here the compiler says what is wrong with an attribute itself.
                if (!attribute.AttributeClass.DerivesFrom(KnownNames.ValueRuleAttribute) || (isHere && !Literals.CanConstruct(attribute)) || attribute.AttributeClass!.IsInFile() || Literals.Unreachable(attribute, record, compilation) is not var (what, seen))
                    continue;
                var where = isHere ? "" : $" of {property.ContainingAssembly.Name}, in '{property.ContainingType.Name}',";
                yield return SharedDiagnostic.Create(
                    Descriptors.ValueRule,
                    isHere ? MemberChecks.Place(attribute, property, cancellation) : ShapeChecks.Place(record, record.GetAttributes(), cancellation),
                    Name(attribute),
                    property.Name,
                    $"{what}{where} is {seen}, and what is generated for records that derive from '{property.ContainingType.Name}' cannot use it; make it public");
            }
        }
    }

    private static string Name(AttributeData attribute)
    {
        var name = attribute.AttributeClass!.Name;
        return name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - 9) : name;
    }

    private static string? RuleDefect(IPropertySymbol property, AttributeData attribute)
    {
        if (property.IsOverride)
            return "a rule counts where the property is declared first, not on an override";
        if (!SymbolQueries.IsSettable(property))
            return "it is no setting, so that nothing asks the rule; a setting is a public property with get and init";
        if (attribute.AttributeClass!.IsInFile())
            return "the attribute is file-local, and generated code cannot make one; make it internal";
        if (SettingTypeParser.Defect(property.Type) is not null)
            return null;
        var (numbers, length) = SettingTypeParser.Measures(property.Type);
        var (judgesNumbers, judgesLength) = (Overrides(attribute.AttributeClass!, "Allows"), Overrides(attribute.AttributeClass!, "AllowsLength"));
        if ((judgesNumbers || judgesLength) && !(judgesNumbers && numbers) && !(judgesLength && length))
            return judgesNumbers ? "it judges numbers, and this is none; it belongs on an int, long or double, or a list of them" : "it judges a length, which only a text or a list has";
        return BoundsDefect(attribute);
    }

    private static string? BoundsDefect(AttributeData attribute)
    {
        if (!attribute.AttributeClass.IsNamed($"{KnownNames.Namespace}.BetweenAttribute") || attribute.ConstructorArguments.Length != 2)
            return null;
        var (low, high) = (Convert.ToDouble(attribute.ConstructorArguments[0].Value, CultureInfo.InvariantCulture), Convert.ToDouble(attribute.ConstructorArguments[1].Value, CultureInfo.InvariantCulture));
        if (low <= high)
            return null;
        var text = $"no value is from {low.ToString("R", CultureInfo.InvariantCulture)} to {high.ToString("R", CultureInfo.InvariantCulture)}";
        return low > high ? $"{text}; swap the bounds" : text;
    }

    private static bool Overrides(INamedTypeSymbol attribute, string method)
    {
        for (var current = attribute; current is not null && !current.IsNamed(KnownNames.ValueRuleAttribute); current = current.BaseType)
        {
            if (current.GetMembers(method).OfType<IMethodSymbol>().Any(member => member.IsOverride))
                return true;
        }
        return false;
    }

    private static string? ReadWhenDefect(INamedTypeSymbol type, IPropertySymbol property, AttributeData attribute)
    {
        if (attribute.ConstructorArguments.Length != 2)
            return null;
        if (!SymbolQueries.IsSettable(property))
            return "it is no setting; a setting is a public property with get and init";
        var name = attribute.ConstructorArguments[0].Value as string ?? "";
        var known = SymbolQueries.Settings(type).ToArray();
        if (known.FirstOrDefault(setting => setting.Name == name) is not { } other)
            return $"'{type.Name}' has no setting '{name}'. {NearestNames.Suggest(name, known.Select(setting => setting.Name))}";
        if (SymbolEqualityComparer.Default.Equals(other, property))
            return "a setting cannot depend on itself";
        return Fits(other.Type, attribute.ConstructorArguments[1]) ? null : $"{attribute.ConstructorArguments[1].ToCSharpString()} is no value of '{name}', which is {Article(other.Type)}";
    }

    private static string Article(ITypeSymbol type)
    {
        var name = type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
        return "aeiouAEIOU".IndexOf(name[0]) >= 0 ? $"an {name}" : $"a {name}";
    }

    private static bool Fits(ITypeSymbol type, TypedConstant value) => type.TypeKind == TypeKind.Enum
        ? SymbolEqualityComparer.Default.Equals(type, value.Type) && type.GetMembers().OfType<IFieldSymbol>().Any(field => field.HasConstantValue && Equals(field.ConstantValue, value.Value))
        : (type.SpecialType, value.Type?.SpecialType) switch
        {
            (SpecialType.System_Double, SpecialType.System_Double or SpecialType.System_Int32) => true,
            (SpecialType.System_Int64, SpecialType.System_Int64 or SpecialType.System_Int32) => true,
            (SpecialType.System_Int32 or SpecialType.System_Boolean or SpecialType.System_String, var written) => type.SpecialType == written && !value.IsNull,
            _ => false,
        };
}
