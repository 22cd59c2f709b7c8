using CimCil.Configuration;
using CimCil.Foundation;

namespace CimCil.Data;

/// <summary>
/// The order in which the classes of a dataset arrive, and the phases that they arrive in. A class is a position in
/// <see cref="Dataset.ClassNames"/>, a label its position in this order (algorithm, section 1).
/// </summary>
internal sealed class ClassSequence
{
    private readonly int[] _order;
    private readonly int[] _labels;

    /// <summary>Orders the classes of a dataset by a plan.</summary>
    /// <param name="plan">Phase sizes and class order; valid in itself.</param>
    /// <param name="classCount">Classes of the dataset.</param>
    /// <exception cref="ConfigurationException">The plan has another number of classes than the dataset.</exception>
    public ClassSequence(PhasePlan plan, int classCount) : this(OrderOf(plan, classCount), PhasesOf(plan))
    {
    }

    /// <summary>Takes an order as it is; <paramref name="order"/> holds every class once.</summary>
    internal ClassSequence(int[] order, IReadOnlyList<Phase> phases)
    {
        _order = order;
        _labels = new int[order.Length];
        for (var label = 0; label < order.Length; label++)
            _labels[order[label]] = label;
        Phases = phases;
    }

    /// <summary>The classes in the order in which they arrive.</summary>
    public IReadOnlyList<int> Order => _order;

    /// <summary>The phases, from the first.</summary>
    public IReadOnlyList<Phase> Phases { get; }

    /// <summary>The label of a class.</summary>
    public int LabelOf(int datasetClass) => _labels[datasetClass];

    /// <summary>The class of a label.</summary>
    public int ClassOf(int label) => _order[label];

    /// <summary>Those of the images whose class arrives in a phase, sorted by label and otherwise in the order given.</summary>
    public IReadOnlyList<Sample> NewIn(Phase phase, IEnumerable<DatasetImage> images)
    {
        ArgumentNullException.ThrowIfNull(phase);
        return Labelled(images, phase.KnownClassCount, phase.SeenClassCount);
    }

    /// <summary>Those of the images whose class has arrived by the end of a phase, sorted by label and otherwise in the order given.</summary>
    public IReadOnlyList<Sample> SeenBy(Phase phase, IEnumerable<DatasetImage> images)
    {
        ArgumentNullException.ThrowIfNull(phase);
        return Labelled(images, 0, phase.SeenClassCount);
    }

    private IReadOnlyList<Sample> Labelled(IEnumerable<DatasetImage> images, int first, int end) =>
    [
        .. images.Select(image => new Sample(image, _labels[image.Class]))
            .Where(sample => sample.Label >= first && sample.Label < end)
            .OrderBy(sample => sample.Label), // a stable sort
    ];

    private static int[] OrderOf(PhasePlan plan, int classCount)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Classes != classCount)
        {
            throw new ConfigurationException(
                $"phases.classes is {plan.Classes}, but the dataset has {Counted.Of(classCount, "class", "classes")}: the phases must hold all of them. "
                + $"Set phases.classes to {classCount} and choose phase sizes to match, or give a dataset with {Counted.Of(plan.Classes, "class", "classes")}.");
        }
        return plan.ClassOrder switch
        {
            ClassOrder.Shuffled => new NumPyRandom(checked((uint)plan.ClassOrderSeed)).Permutation(classCount),
            ClassOrder.Natural => [.. Enumerable.Range(0, classCount)],
            _ => throw new ArgumentOutOfRangeException(nameof(plan), plan.ClassOrder, "Not a class order."),
        };
    }

    private static IReadOnlyList<Phase> PhasesOf(PhasePlan plan)
    {
        var phases = new List<Phase>();
        var known = 0;
        foreach (var size in plan.Sizes())
        {
            phases.Add(new Phase(phases.Count, known, size));
            known += size;
        }
        return phases;
    }
}
