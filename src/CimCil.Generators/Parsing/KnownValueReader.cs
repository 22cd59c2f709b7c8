using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Parsing;

/// <summary>Reads what <see cref="KnownValueWriter"/> wrote into a section, in this assembly or another.</summary>
internal static class KnownValueReader
{
    /// <summary>The value that a new section has; null where it cannot be told.</summary>
    public static StaticValue? Default(INamedTypeSymbol section, string name)
    {
        for (var type = section; type is not null; type = type.BaseType)
        {
            if (Read(type, "", name) is { } value)
                return value;
        }
        return null;
    }

    /// <summary>The section that a static property returns; null where it cannot be told.</summary>
    public static SectionValue? Preset(INamedTypeSymbol section, string preset) => Read(section, preset, "") as SectionValue;

    private static StaticValue? Read(INamedTypeSymbol type, string source, string path)
    {
        StaticValue? value = null;
        var prefix = path.Length == 0 ? "" : path + ".";
        foreach (var attribute in type.GetAttributes())
        {
            if (!attribute.AttributeClass.IsNamed(KnownNames.KnownValueAttribute) || attribute.ConstructorArguments.Length != 3 || (string?)attribute.ConstructorArguments[0].Value != source)
                continue;
            var at = (string?)attribute.ConstructorArguments[1].Value ?? "";
            if (at == path)
                value = Value(attribute);
            else if (value is SectionValue section && at.StartsWith(prefix, StringComparison.Ordinal) && at.IndexOf('.', prefix.Length) < 0)
                section.Assign(at.Substring(prefix.Length), Read(type, source, at));
        }
        return value;
    }

    private static StaticValue? Value(AttributeData attribute)
    {
        var constant = attribute.ConstructorArguments[2];
        return constant.Kind switch
        {
            TypedConstantKind.Array => new ListValue([.. constant.Values.Select(item => new ConstantValue(item.Value, null))], null),
            TypedConstantKind.Type => new SectionValue((INamedTypeSymbol)constant.Value!, attribute.NamedArguments.Length == 0 ? "" : (string)attribute.NamedArguments[0].Value.Value!, null),
            _ => new ConstantValue(constant.Value, null),
        };
    }
}
