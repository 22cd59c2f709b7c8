using CimCil.Generators.Diagnostics;
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
            if (!IsNamedByGlobal(compilation, assembly) || assembly.Attribute(KnownNames.RegistrationAttribute) is not { ConstructorArguments: { Length: 3 } written })
                continue;
            if (written[0].Value is INamedTypeSymbol type && !written[1].IsNull && !written[2].IsNull)
                registrations.Add(new RegistrationModel(type.Global(), new EquatableArray<NamedRecord>([.. Names(assembly, written[1], written[2])])));
        }
        return new EquatableArray<RegistrationModel>([.. registrations.OrderBy(registration => registration.TypeName, StringComparer.Ordinal)]);
    }

    /// <summary>A reference that has only aliases of its own cannot be named in a file that declares none.</summary>
    private static bool IsNamedByGlobal(Compilation compilation, IAssemblySymbol assembly) =>
        compilation.GetMetadataReference(assembly)?.Properties.Aliases is not { Length: > 0 } aliases || aliases.Contains(MetadataReferenceProperties.GlobalAlias);

    private static IEnumerable<NamedRecord> Names(IAssemblySymbol assembly, TypedConstant experiments, TypedConstant sections)
    {
        foreach (var experiment in experiments.Values)
        {
            if (experiment.Value is string name)
                yield return new NamedRecord(name, $"an experiment of {assembly.Name}", EquatableArray<string>.Empty, null);
        }
        foreach (var section in sections.Values)
        {
            if (section.Value is INamedTypeSymbol type && type.Attribute(KnownNames.ConfigSectionAttribute).Text() is { Length: > 0 } kind)
                yield return new NamedRecord(kind, $"{type.Name} of {assembly.Name}", NameChecks.FamilyNames(type), null);
        }
    }
}
