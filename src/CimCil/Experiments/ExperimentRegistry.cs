using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using CimCil.Configuration.Schema;
using CimCil.Foundation;

namespace CimCil.Configuration;

/// <summary>
/// The experiments of every loaded assembly. A generated module initializer adds the catalogue of its assembly and loads the
/// referenced assemblies that have one, so a program sees its own experiments and theirs without a line of code.
/// </summary>
public static class ExperimentRegistry
{
    private static ImmutableArray<ExperimentEntry> _entries = [];

    /// <summary>All experiments, sorted by name (ordinal).</summary>
    public static IReadOnlyList<ExperimentEntry> All => [.. _entries.OrderBy(entry => entry.Name, StringComparer.Ordinal)];

    /// <summary>Adds the catalogue of an assembly; called by generated code when the assembly is loaded.</summary>
    public static void Register(IReadOnlyList<ExperimentEntry> catalogue) =>
        ImmutableInterlocked.Update(ref _entries, static (known, added) => known.AddRange(added), catalogue);

    /// <summary>Makes the experiment called <paramref name="name"/>.</summary>
    /// <exception cref="ConfigurationException">There is none or more than one of that name; the message lists the nearest names.</exception>
    public static Experiment Create(string name) => Unregistered(Assembly.GetEntryAssembly()) is { } unregistered && All.All(entry => !string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase))
        ? throw new ConfigurationException($"There is no experiment {name}. {unregistered}")
        : Create(name, All);

    /// <summary>Why a program's own experiments are not there, and what to do about it; null where it has none, or has registered them.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A type that was trimmed away is not asked for.")]
    internal static string? Unregistered(Assembly? program) =>
        program is not null && program.GetCustomAttribute<RegistrationAttribute>() is null && program.GetTypes().FirstOrDefault(type => type.IsDefined(typeof(ExperimentAttribute), inherit: false)) is { } first
            ? $"{program.GetName().Name} declares {first.Name}, but CimCil's source generator has not run on it, so that none of its experiments is registered. Add <Import Project=\"path/to/CimCil/src/CimCil.Generators/CimCil.Generators.targets\" /> to its project, or to a Directory.Build.targets beside a single-file program."
            : null;

    /// <summary>Makes the experiment called <paramref name="name"/> of one catalogue.</summary>
    /// <exception cref="ConfigurationException">There is none or more than one of that name; the message lists the nearest names.</exception>
    /// <exception cref="CimCilException">The code of its record threw; the message holds what it said.</exception>
    public static Experiment Create(string name, IReadOnlyList<ExperimentEntry> catalogue)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(catalogue);
        var found = catalogue.Where(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase)).ToList();
        return found switch
        {
            [var entry] => Make(entry),
            [] => throw new ConfigurationException($"There is no experiment {name}. {NearestNames.Suggest(name, catalogue.Select(entry => entry.Name))} Run 'cimcil list' to see all {catalogue.Count}."),
            _ => throw new ConfigurationException($"There are {found.Count} experiments called {name} ({string.Join(", ", found.Select(entry => Make(entry).GetType().FullName))}): names must be unique in a program. Rename all but one."),
        };
    }

    /// <summary>Settings may be computed by code of the record's author.</summary>
    private static Experiment Make(ExperimentEntry entry) => PartCode.Run($"The experiment {entry.Name}, whose own code makes its settings,", entry.Create);

    /// <summary>Reads what <see cref="ConfigSection.ToJson"/> of an experiment wrote; its <c>experiment</c> key names the record.</summary>
    /// <exception cref="ConfigurationException">The text is not such JSON; the message lists everything that is wrong.</exception>
    public static Experiment FromJson(string json) => Experiment.Read(json, name => Create(name));
}
