namespace CimCil.Configuration;

/// <summary>
/// Which classes arrive when. Phase sizes follow the reference: the first phase, then <see cref="ClassesPerPhase"/> while it
/// fits, then what remains (algorithm, section 1).
/// </summary>
[ConfigSection]
public sealed partial record PhasePlan
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
    [Between(0, uint.MaxValue)]
    public long ClassOrderSeed { get; init; } = 1993;

    /// <summary>Learning from scratch (LFS): classes split evenly over the phases; what does not divide goes to phase 0.</summary>
    public static PhasePlan FromScratch(int classes, int phases)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(phases);
        var each = classes / phases;
        return new PhasePlan { Classes = classes, FirstPhase = classes - (each * (phases - 1)), ClassesPerPhase = Math.Max(each, 1) };
    }

    /// <summary>Learning from half (LFH): half of the classes in phase 0, the rest evenly over <paramref name="phases"/> further phases.</summary>
    public static PhasePlan FromHalf(int classes, int phases)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(phases);
        var each = classes / 2 / phases;
        return new PhasePlan { Classes = classes, FirstPhase = classes - (each * phases), ClassesPerPhase = Math.Max(each, 1) };
    }

    /// <summary>The number of classes in each phase; they add up to <see cref="Classes"/>.</summary>
    public IReadOnlyList<int> Sizes()
    {
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
}

/// <summary>The order in which classes arrive.</summary>
public enum ClassOrder
{
    /// <summary>NumPy's legacy <c>seed(s)</c> and <c>permutation(n)</c>.</summary>
    Shuffled,

    /// <summary>Sorted class names.</summary>
    Natural,
}
