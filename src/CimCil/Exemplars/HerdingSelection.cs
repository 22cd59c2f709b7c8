namespace CimCil.Exemplars;

/// <summary>The exemplars chosen for one class.</summary>
/// <param name="Order">Rows of the candidates, best first.</param>
/// <param name="Cost">Their cost in image equivalents, summed in that order.</param>
internal sealed record HerdingSelection(IReadOnlyList<int> Order, double Cost)
{
    /// <summary>The selection of a class for which nothing fits.</summary>
    public static HerdingSelection Nothing { get; } = new([], 0);
}
