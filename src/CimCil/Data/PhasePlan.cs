using CimCil.Foundation;

namespace CimCil.Configuration;

/// <summary>
/// Which classes arrive when. Phase sizes follow the reference: the first phase, then <see cref="ClassesPerPhase"/> while it
/// fits, then what remains (algorithm, section 1).
/// </summary>
[ConfigSection]
public sealed partial record PhasePlan : ConfigSection
{
    /// <summary>All classes of the experiment.</summary>
    [Positive(Unit = "classes")]
    public int Classes { get; init; }

    /// <summary>Classes of phase 0.</summary>
    [Positive(Unit = "classes")]
    public int FirstPhase { get; init; }

    /// <summary>Classes of each later phase.</summary>
    [Positive(Unit = "classes")]
    public int ClassesPerPhase { get; init; }

    /// <summary>Whether classes arrive shuffled or in their natural order.</summary>
    public ClassOrder ClassOrder { get; init; } = ClassOrder.Shuffled;

    /// <summary>Seed of the shuffled order (NumPy's legacy generator; the field uses 1993).</summary>
    [ReadWhen(nameof(ClassOrder), ClassOrder.Shuffled)]
    [Between(0, uint.MaxValue)]
    public long ClassOrderSeed { get; init; } = 1993;

    /// <summary>Learning from scratch (LFS): classes split evenly over the phases; what does not divide goes to phase 0.</summary>
    /// <remarks>With fewer classes than phases the plan breaks its rules, which <see cref="ConfigSection.Validate"/> reports.</remarks>
    public static PhasePlan FromScratch(int classes, int phases)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(phases);
        var each = classes / phases;
        return new PhasePlan { Classes = classes, FirstPhase = classes - (each * (phases - 1)), ClassesPerPhase = each };
    }

    /// <summary>Learning from half (LFH): half of the classes in phase 0, the rest evenly over <paramref name="phases"/> further phases.</summary>
    /// <remarks>With fewer classes than phases the plan breaks its rules, which <see cref="ConfigSection.Validate"/> reports.</remarks>
    public static PhasePlan FromHalf(int classes, int phases)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(phases);
        var each = classes / 2 / phases;
        return new PhasePlan { Classes = classes, FirstPhase = classes - (each * phases), ClassesPerPhase = each };
    }

    /// <summary>The number of classes in each phase; they add up to <see cref="Classes"/>.</summary>
    /// <exception cref="ConfigurationException">The plan breaks its rules, so that there are no such sizes.</exception>
    public IReadOnlyList<int> Sizes()
    {
        if (Validate() is [var problem, ..])
            throw new ConfigurationException($"The phases cannot be laid out: {problem}");
        var sizes = new List<int> { FirstPhase };
        var sum = FirstPhase;
        while (sum + ClassesPerPhase < Classes)
        {
            sizes.Add(ClassesPerPhase);
            sum += ClassesPerPhase;
        }
        if (sum < Classes)
            sizes.Add(Classes - sum);
        return sizes;
    }

    [Rule("phase 0 cannot have more classes than there are")]
    private static ConfigProblem? FirstPhaseFits(PhasePlan plan) => plan.FirstPhase <= plan.Classes
        ? null
        : ConfigProblem.At("firstPhase", $"{plan.FirstPhase}", $"Use at most {plan.Classes}, or raise classes to {plan.FirstPhase}.");
}

/// <summary>The order in which classes arrive.</summary>
public enum ClassOrder
{
    /// <summary>NumPy's legacy <c>seed(s)</c> and <c>permutation(n)</c>.</summary>
    Shuffled,

    /// <summary>Sorted class names.</summary>
    Natural,
}
