using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Exemplars;

/// <summary>
/// What the memory is to hold after a phase: how far older classes are reduced and what the new ones add. An immutable value;
/// <see cref="ExemplarStore.CommitPhase"/> makes it so.
/// </summary>
/// <param name="Phase">The phase.</param>
/// <param name="Budget">The budget it was made for.</param>
/// <param name="KeptCounts">How many exemplars a label keeps, from rank 0; a label that is missing keeps all.</param>
/// <param name="Added">New exemplars; those of one class in herding order.</param>
internal sealed record MemoryPlan(Phase Phase, Budget Budget, IReadOnlyDictionary<int, int> KeptCounts, IReadOnlyList<NewExemplar> Added)
{
    /// <summary>
    /// Sums are compared with this relative slack, because costs such as 1/4 + 1/3 add up to other last digits in another order.
    /// </summary>
    private const double Slack = 1e-9;

    /// <summary>A new class is filled to this multiple of its share of bytes; levelling then takes what is too much.</summary>
    private const double ByteHeadroom = 1.25;

    /// <summary>How the classes share the budget.</summary>
    public ShareRule Shares { get; init; } = new EqualShares();

    /// <summary>What a class may cost at most where classes share equally, in the unit of the budget; the mean where shares differ.</summary>
    public double Share => new ClassShares(Budget, Shares, Phase.SeenClassCount).Typical;

    /// <summary>
    /// Plans a phase (algorithm, section 8): every class gets its share. Under a total budget, older classes are reduced to the
    /// smaller share; under a budget per class that is shared equally they stay. New classes are filled in herding order. Under
    /// a budget of bytes all classes are brought to a common level, and the plan holds a little more than will fit: how large
    /// the file is shows when it is written.
    /// </summary>
    /// <param name="memory">Budget, shares and fill.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="current">The memory before it.</param>
    /// <param name="arriving">
    /// The phase's classes; each is used up before the next one is asked for, so that features may be computed one class at a time.
    /// </param>
    /// <param name="workerCount">Threads that encode candidates to learn their bytes, under a budget of bytes; the plan does not depend on it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">A class does not belong to the phase, comes twice, or its sizes do not fit together.</exception>
    /// <exception cref="CimCilException">The memory would exceed its budget, or features are not finite.</exception>
    public static MemoryPlan For(
        MemoryConfig memory, Phase phase, ExemplarSnapshot current, IEnumerable<ClassCandidates> arriving, int workerCount = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(phase);
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(arriving);
        var shares = new ClassShares(memory.Budget, memory.Shares, phase.SeenClassCount);
        var isBytes = memory.Budget.Unit == BudgetUnit.Bytes;
        var planned = new HashSet<int>();
        var added = new List<NewExemplar>();
        foreach (var candidates in arriving)
        {
            if (!phase.IsNew(candidates.Label) || !planned.Add(candidates.Label))
                throw new ArgumentException($"Class {candidates.ClassName} (label {candidates.Label}) is not one of the phase's new labels [{phase.KnownClassCount}, {phase.SeenClassCount}), or came twice.", nameof(arriving));
            var costs = isBytes ? ByteCosts(candidates.Images, workerCount, cancellation) : [.. candidates.Images.Select(image => image.Cost)];
            // The headroom must reach past the next exemplar, however large that is.
            var share = shares.Of(candidates.Label) is var exact && isBytes ? (exact * ByteHeadroom) + costs.DefaultIfEmpty().Max() : exact;
            var selection = Herding.Select(candidates.Features, costs, share, memory.Fill);
            added.AddRange(selection.Order.Select(row => new NewExemplar(candidates.Images[row], candidates.Label, candidates.ClassName)));
        }
        if (isBytes)
            return Levelled(memory, phase, current, added, shares);
        var plan = new MemoryPlan(phase, memory.Budget, Reductions(memory.Budget, shares, current), added) { Shares = memory.Shares };
        plan.CheckBudget(plan.CostsAfter(current));
        return plan;
    }

    /// <summary>The plan that reduces a memory to a smaller budget and adds nothing.</summary>
    internal static MemoryPlan ToShrink(ExemplarSnapshot current, Budget budget)
    {
        var last = current.Phases[^1];
        var known = current.LastPhase > 0 ? current.Phases[^2].SeenClassCount : 0;
        var phase = new Phase(last.Phase, known, last.SeenClassCount - known);
        var shares = new ClassShares(budget, new EqualShares(), last.SeenClassCount);
        return budget.Unit == BudgetUnit.Bytes
            ? Levelled(new MemoryConfig { Budget = budget }, phase, current, [], shares)
            : new MemoryPlan(phase, budget, KeptBy(shares, current), []);
    }

    /// <summary>The invariant of the memory under a budget of images: no class costs more than its share, and all of them no more than the budget.</summary>
    /// <exception cref="CimCilException">It does not hold.</exception>
    internal void CheckBudget(IEnumerable<(int Label, double Cost)> held)
    {
        if (Budget.Unit == BudgetUnit.Bytes)
            return;
        var costs = new OrderedDictionary<int, double>();
        foreach (var (label, cost) in held)
            costs[label] = (costs.TryGetValue(label, out var sum) ? sum : 0) + cost;
        var shares = new ClassShares(Budget, Shares, Phase.SeenClassCount);
        var total = 0.0;
        foreach (var (label, cost) in costs)
        {
            total += cost;
            if (cost > shares.Of(label) * (1 + Slack))
                throw Exceeded($"class {label}", cost, shares.Of(label));
        }
        var whole = Budget.Total(Phase.SeenClassCount);
        if (total > whole * (1 + Slack))
            throw Exceeded("the memory", total, whole);
    }

    /// <summary>Whether an exemplar stays.</summary>
    internal bool Keeps(ExemplarEntry entry) => !KeptCounts.TryGetValue(entry.Label, out var count) || entry.Rank < count;

    /// <summary>Brings exemplars, by label and rank, to a common level of bytes.</summary>
    internal ShareLevelling Levelling(IEnumerable<(int Label, long ByteCount)> exemplars) => Level(new ClassShares(Budget, Shares, Phase.SeenClassCount), exemplars);

    private static ShareLevelling Level(ClassShares shares, IEnumerable<(int Label, long ByteCount)> exemplars) =>
        new(exemplars.Select(exemplar => (exemplar.Label, StoredSize.Of(exemplar.ByteCount))), shares.WeightOf);

    private static MemoryPlan Levelled(MemoryConfig memory, Phase phase, ExemplarSnapshot current, List<NewExemplar> added, ClassShares shares)
    {
        var levelling = Level(
            shares, current.Entries.Select(entry => (entry.Label, entry.ByteCount)).Concat(added.Select(exemplar => (exemplar.Label, exemplar.Image.MeasureByteCount()))));
        levelling.LowerTo(StoredSize.PlanFor(memory.Budget.Amount, current));
        NewExemplar[] kept = [.. added.GroupBy(exemplar => exemplar.Label).SelectMany(group => group.Take(levelling.CountOf(group.Key)))];
        return new MemoryPlan(phase, memory.Budget, current.Labels.ToDictionary(label => label, levelling.CountOf), kept) { Shares = memory.Shares };
    }

    private static double[] ByteCosts(IReadOnlyList<CompressedImage> images, int workerCount, CancellationToken cancellation)
    {
        var costs = new double[images.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = workerCount, CancellationToken = cancellation };
        FirstFailure.Of(() => Parallel.For(0, costs.Length, options, i => costs[i] = StoredSize.Of(images[i].MeasureByteCount())));
        return costs;
    }

    private IEnumerable<(int Label, double Cost)> CostsAfter(ExemplarSnapshot current) =>
        current.Entries.Where(Keeps).Select(entry => (entry.Label, entry.Cost))
            .Concat(Added.Select(added => (added.Label, added.Image.Cost)));

    private static Dictionary<int, int> Reductions(Budget budget, ClassShares shares, ExemplarSnapshot current) =>
        budget.Unit == BudgetUnit.ImagesPerClass && shares.AreEqual ? [] : KeptBy(shares, current);

    private static Dictionary<int, int> KeptBy(ClassShares shares, ExemplarSnapshot current) => current.Labels.ToDictionary(
        label => label, label => Herding.KeptCount([.. current.OfClass(label).Select(entry => entry.Cost)], shares.Of(label)));

    private CimCilException Exceeded(string what, double cost, double allowed) => new(FormattableString.Invariant(
        $"After phase {Phase.Index}, {what} would cost {cost:0.###} image equivalents, and the budget {Budget} allows {allowed:0.###}: a memory never exceeds its budget. Was the store filled under a larger budget? Then start a new run."));
}
