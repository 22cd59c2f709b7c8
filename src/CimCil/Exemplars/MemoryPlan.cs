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
public sealed record MemoryPlan(Phase Phase, Budget Budget, IReadOnlyDictionary<int, int> KeptCounts, IReadOnlyList<NewExemplar> Added)
{
    /// <summary>
    /// Sums are compared with this relative slack, because costs such as 1/4 + 1/3 add up to other last digits in another order.
    /// </summary>
    private const double Slack = 1e-9;

    /// <summary>What each class may cost, in image equivalents.</summary>
    public double Share => Budget.PerClass(Phase.SeenClassCount);

    /// <summary>
    /// Plans a phase (algorithm, section 8): every class gets the same share. Under a total budget, older classes are reduced
    /// to the smaller share; under a budget per class they stay. New classes are filled in herding order.
    /// </summary>
    /// <param name="memory">Budget and fill.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="current">The memory before it.</param>
    /// <param name="arriving">
    /// The phase's classes; each is used up before the next one is asked for, so that features may be computed one class at a time.
    /// </param>
    /// <exception cref="ArgumentException">A class does not belong to the phase, comes twice, or its sizes do not fit together.</exception>
    /// <exception cref="CimCilException">The memory would exceed its budget, or features are not finite.</exception>
    public static MemoryPlan For(MemoryConfig memory, Phase phase, ExemplarSnapshot current, IEnumerable<ClassCandidates> arriving)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(phase);
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(arriving);
        var share = memory.Budget.PerClass(phase.SeenClassCount);
        var planned = new HashSet<int>();
        var added = new List<NewExemplar>();
        foreach (var candidates in arriving)
        {
            if (!phase.IsNew(candidates.Label) || !planned.Add(candidates.Label))
                throw new ArgumentException($"Class {candidates.ClassName} (label {candidates.Label}) is not one of the phase's new labels [{phase.KnownClassCount}, {phase.SeenClassCount}), or came twice.", nameof(arriving));
            var selection = Herding.Select(candidates.Features, [.. candidates.Images.Select(image => image.Cost)], share, memory.Fill);
            added.AddRange(selection.Order.Select(row => new NewExemplar(candidates.Images[row], candidates.Label, candidates.ClassName)));
        }
        var plan = new MemoryPlan(phase, memory.Budget, Reductions(memory.Budget, share, current), added);
        plan.CheckBudget(plan.CostsAfter(current));
        return plan;
    }

    /// <summary>The invariant of the memory: no class costs more than its share, and all of them no more than the budget.</summary>
    /// <exception cref="CimCilException">It does not hold.</exception>
    internal void CheckBudget(IEnumerable<(int Label, double Cost)> held)
    {
        var total = 0.0;
        foreach (var group in held.GroupBy(entry => entry.Label))
        {
            var cost = group.Sum(entry => entry.Cost);
            total += cost;
            if (cost > Share * (1 + Slack))
                throw Exceeded($"class {group.Key}", cost, Share);
        }
        var whole = Budget.Total(Phase.SeenClassCount);
        if (total > whole * (1 + Slack))
            throw Exceeded("the memory", total, whole);
    }

    private IEnumerable<(int Label, double Cost)> CostsAfter(ExemplarSnapshot current) =>
        current.Entries.Where(Keeps).Select(entry => (entry.Label, entry.Cost))
            .Concat(Added.Select(added => (added.Label, added.Image.Cost)));

    /// <summary>Whether an exemplar stays.</summary>
    internal bool Keeps(ExemplarEntry entry) => !KeptCounts.TryGetValue(entry.Label, out var count) || entry.Rank < count;

    private static Dictionary<int, int> Reductions(Budget budget, double share, ExemplarSnapshot current) =>
        budget.Unit == BudgetUnit.ImagesPerClass
            ? []
            : current.Labels.ToDictionary(label => label, label => Herding.KeptCount([.. current.OfClass(label).Select(entry => entry.Cost)], share));

    private CimCilException Exceeded(string what, double cost, double allowed) => new(FormattableString.Invariant(
        $"After phase {Phase.Index}, {what} would cost {cost:0.###} image equivalents, and the budget {Budget} allows {allowed:0.###}: a memory never exceeds its budget. Was the store filled under a larger budget? Then start a new run."));
}
