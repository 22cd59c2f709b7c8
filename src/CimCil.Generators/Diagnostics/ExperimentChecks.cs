using System.Globalization;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Diagnostics;

/// <summary>The rules over the sections of one experiment, on what is known of them while compiling. What is not known breaks no rule.</summary>
internal sealed class ExperimentChecks(INamedTypeSymbol experiment, string name, IReadOnlyDictionary<ISymbol, StaticValue?> sections, Action<Diagnostic> report)
{
    public void Run()
    {
        CheckPhases();
        CheckRefreshInterval();
        CheckNetwork();
        CheckBudget();
    }

    private void CheckPhases()
    {
        if (Section("Phases") is not { } phases || phases.Positive("Classes") is not { } classes || Section("Data") is not { } data || ClassCount(data) is not { } count || count == classes)
            return;
        Report(Descriptors.Phases, [phases.Member("Classes"), phases, data], $"Experiment '{name}' has phases for {Text(classes)} classes, but its dataset has {Text(count)}");
    }

    private void CheckRefreshInterval()
    {
        if (Section("Mask") is not { } mask || mask.Number("RefreshInterval") is not { } interval || Section("Training") is not { } training)
            return;
        var first = training.Section("FirstPhase");
        var later = training.Section("LaterPhases");
        if (first?.Positive("Epochs") is not { } firstEpochs || later?.Positive("Epochs") is not { } laterEpochs)
            return;
        var shorter = firstEpochs < laterEpochs ? first : later;
        var epochs = Math.Min(firstEpochs, laterEpochs);
        if (interval > epochs)
            Report(Descriptors.RefreshInterval, [mask.Member("RefreshInterval"), mask, shorter.Member("Epochs"), shorter, training], name, Text(interval), Text(epochs));
    }

    private void CheckNetwork()
    {
        if (Section("Data") is not { } data || Section("Network") is not { } network || data.Number("ImageSide") is not { } side || network.Member("StageBlocks") is not ListValue { Items.Count: > 0 } stages || network.Number("Stem") is not { } stem)
            return;
        var stride = Stem(stem) * Math.Pow(2, stages.Items.Count - 1);
        if (side >= 8 && side / stride < 2)
            Report(Descriptors.NetworkFit, [stages, network, data.Member("ImageSide"), data], name, Text(stages.Items.Count), Text(side), Text(stride));
    }

    private void CheckBudget()
    {
        if (Section("Phases")?.Positive("Classes") is not { } classes || Section("Memory") is not { } memory || memory.Section("Budget") is not { } budget || budget.Positive("Amount") is not { } amount)
            return;
        var total = budget.Number("Unit") == 0;
        if ((total ? Math.Floor(amount / classes) : amount) < 1)
            Report(Descriptors.BudgetPerClass, [budget, memory, Section("Phases")], name, total ? Text(amount) : $"{Text(amount)} per class", Text(classes));
    }

    /// <summary>Side of the image per side of the first stage's map; the members of the library's enum in their order.</summary>
    private static double Stem(double stem) => stem switch
    {
        0 => 4,
        1 => 1,
        _ => 2,
    };

    private static double? ClassCount(SectionValue data) => data.Type.Name switch
    {
        "ShapesDataset" when IsLibrary(data) => data.Number("ClassCount"),
        "Food101Dataset" when IsLibrary(data) => 101,
        "ImageNetDataset" when IsLibrary(data) => data.Number("Classes") switch
        {
            0 => 1000,
            1 => 100,
            _ => null,
        },
        _ => null,
    };

    private static bool IsLibrary(SectionValue section) => section.Type.IsNamed($"{KnownNames.Namespace}.{section.Type.Name}");

    /// <summary>The section that the experiment has: its own, or that of the nearest base that gives one.</summary>
    private SectionValue? Section(string property)
    {
        for (var type = experiment; type is not null; type = type.BaseType)
        {
            foreach (var member in type.GetMembers(property).OfType<IPropertySymbol>())
                return (sections.TryGetValue(member, out var value) ? value : KnownValueReader.Default(type, property)) as SectionValue;
        }
        return null;
    }

    /// <summary>Reports at the first of the values that the experiment itself writes, else at its name.</summary>
    private void Report(DiagnosticDescriptor descriptor, IEnumerable<StaticValue?> blamed, params object[] arguments)
    {
        var location = blamed.Select(value => value?.Location).FirstOrDefault(IsOwn) ?? experiment.Locations[0];
        report(Diagnostic.Create(descriptor, location, arguments));
    }

    private bool IsOwn(Location? location) => location?.SourceTree is { } tree && experiment.DeclaringSyntaxReferences.Any(part => part.SyntaxTree == tree && part.Span.Contains(location.SourceSpan));

    private static string Text(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
