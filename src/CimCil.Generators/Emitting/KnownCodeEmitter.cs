using CimCil.Generators.Models;
using CimCil.Generators.Parsing;

namespace CimCil.Generators.Emitting;

/// <summary>Writes code into the assembly for analyzers of other assemblies.</summary>
internal static class KnownCodeEmitter
{
    public static string Emit(EquatableArray<KnownCode> code)
    {
        var writer = new SourceWriter();
        foreach (var member in code)
            writer.Line($"[assembly: {SchemaEmitter.Space}.KnownCode({Literals.Text(member.Id)}, {Literals.Text(member.Text)})]");
        return writer.ToString();
    }
}
