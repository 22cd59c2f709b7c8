using CimCil.Generators.Diagnostics;
using CimCil.Generators.Evaluation;
using CimCil.Generators.Models;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Parsing;

/// <summary>Reads what referenced assemblies register, from the attribute that the generator gave them.</summary>
internal static class RegistrationParser
{
    public static EquatableArray<RegistrationModel> Parse(Compilation compilation, CancellationToken cancellation)
    {
        var registrations = new List<RegistrationModel>();
        foreach (var assembly in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            cancellation.ThrowIfCancellationRequested();
            if (assembly.Attribute(KnownNames.RegistrationAttribute) is not { ConstructorArguments: { Length: 3 } written })
                continue;
            if (written[0].Value is INamedTypeSymbol type && !written[1].IsNull && !written[2].IsNull)
                registrations.Add(new RegistrationModel(type.Global(), new EquatableArray<NamedRecord>([.. Names(assembly, written[1], written[2])])));
        }
        return new EquatableArray<RegistrationModel>([.. registrations.OrderBy(registration => registration.TypeName, StringComparer.Ordinal)]);
    }

    private static IEnumerable<NamedRecord> Names(IAssemblySymbol assembly, TypedConstant experiments, TypedConstant sections)
    {
        foreach (var experiment in experiments.Values)
        {
            if (experiment.Value is string name)
                yield return new NamedRecord(name, $"an experiment of {assembly.Name}", EquatableArray<string>.Empty, null);
        }
        foreach (var type in sections.Values.Select(section => section.Value).OfType<INamedTypeSymbol>().Concat(Refused(assembly)))
        {
            if (type.Attribute(KnownNames.ConfigSectionAttribute).Text() is { Length: > 0 } kind)
                yield return new NamedRecord(kind, $"{type.Name} of {assembly.Name}", NameChecks.FamilyNames(type), null);
        }
    }

    /// <summary>The sections that are obsolete, which an attribute of the assembly cannot name; the code that is known of them does.</summary>
    private static IEnumerable<INamedTypeSymbol> Refused(IAssemblySymbol assembly) => assembly.GetAttributes()
        .Where(attribute => attribute.AttributeClass.IsNamed(KnownNames.KnownCodeAttribute))
        .Select(attribute => attribute.ConstructorArguments is [{ Value: string id }, ..] && id.StartsWith("T:", StringComparison.Ordinal) ? SymbolIds.Find(assembly, SymbolIds.Split(id).Id) as INamedTypeSymbol : null)
        .OfType<INamedTypeSymbol>()
        .Where(type => !type.IsAbstract && type.IsRefused() && SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, assembly));
}
