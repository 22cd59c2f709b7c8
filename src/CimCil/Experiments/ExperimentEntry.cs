namespace CimCil.Configuration;

/// <summary>One experiment of a catalogue.</summary>
/// <param name="Name">Unique name in kebab case, as typed after <c>cimcil run</c>.</param>
/// <param name="Summary">One line that says what it is.</param>
/// <param name="Create">Makes the experiment with the settings of its record.</param>
public sealed record ExperimentEntry(string Name, string Summary, Func<Experiment> Create);
