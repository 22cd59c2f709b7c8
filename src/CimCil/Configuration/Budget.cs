using System.Globalization;

namespace CimCil.Configuration;

/// <summary>What the exemplar memory may hold, in image equivalents: one uncompressed image costs 1.</summary>
[SettingFormat("a total such as 2000 or a share of each class such as 20/class")]
public readonly record struct Budget
{
    private Budget(double amount, BudgetUnit unit)
    {
        Amount = amount;
        Unit = unit;
    }

    /// <summary>The number of image equivalents, in total or per class.</summary>
    public double Amount { get; }

    /// <summary>What <see cref="Amount"/> counts.</summary>
    public BudgetUnit Unit { get; }

    /// <summary>A total that all seen classes share equally, so that each class's share shrinks as classes arrive.</summary>
    public static Budget Images(double total) => new(total, BudgetUnit.Images);

    /// <summary>The same share for every class, whatever their number.</summary>
    public static Budget ImagesPerClass(double share) => new(share, BudgetUnit.ImagesPerClass);

    /// <summary>The share of one class, in image equivalents, when <paramref name="seenClassCount"/> classes are seen.</summary>
    /// <remarks>The reference divides whole numbers, so a total is rounded down (algorithm, section 3).</remarks>
    public double PerClass(int seenClassCount) => Unit == BudgetUnit.Images ? Math.Floor(Amount / seenClassCount) : Amount;

    /// <summary>The whole budget in image equivalents when <paramref name="seenClassCount"/> classes are seen.</summary>
    public double Total(int seenClassCount) => Unit == BudgetUnit.Images ? Amount : Amount * seenClassCount;

    /// <summary>The budget as it is typed: <c>2000</c> or <c>20/class</c>.</summary>
    public override string ToString() =>
        Amount.ToString("R", CultureInfo.InvariantCulture) + (Unit == BudgetUnit.ImagesPerClass ? "/class" : "");

    /// <summary>Reads <c>2000</c> (a total) or <c>20/class</c>; false when the text is neither.</summary>
    public static bool TryParse(string text, out Budget budget)
    {
        ArgumentNullException.ThrowIfNull(text);
        const string PerClassSuffix = "/class";
        var perClass = text.EndsWith(PerClassSuffix, StringComparison.OrdinalIgnoreCase);
        var number = perClass ? text[..^PerClassSuffix.Length] : text;
        var read = double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) && double.IsFinite(amount);
        budget = read ? new Budget(amount, perClass ? BudgetUnit.ImagesPerClass : BudgetUnit.Images) : default;
        return read;
    }
}

/// <summary>What a <see cref="Budget"/> counts.</summary>
public enum BudgetUnit
{
    /// <summary>Image equivalents in total.</summary>
    Images,

    /// <summary>Image equivalents of each class.</summary>
    ImagesPerClass,
}
