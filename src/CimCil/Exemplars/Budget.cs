using System.Globalization;
using CimCil.Foundation;

namespace CimCil.Configuration;

/// <summary>
/// What the exemplar memory may hold: image equivalents (one uncompressed image costs 1, the paper's unit), in total or per
/// class, or the bytes that its database file takes on the disk.
/// </summary>
[SettingFormat("a total such as 2000, a share of each class such as 20/class, or a file size such as 64 MiB")]
public readonly record struct Budget
{
    private const string PerClassSuffix = "/class";

    /// <summary>Units of bytes, the largest binary one first: the order in which a size is written.</summary>
    private static readonly (string Name, double Bytes)[] ByteUnits =
    [
        ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3), ("B", 1),
    ];

    private Budget(double amount, BudgetUnit unit)
    {
        Amount = amount;
        Unit = unit;
    }

    /// <summary>The number of image equivalents, in total or per class, or of bytes.</summary>
    public double Amount { get; }

    /// <summary>What <see cref="Amount"/> counts.</summary>
    public BudgetUnit Unit { get; }

    /// <summary>A total that all seen classes share, so that each class's share shrinks as classes arrive.</summary>
    public static Budget Images(double total) => new(total, BudgetUnit.Images);

    /// <summary>The same share for every class, whatever their number.</summary>
    public static Budget ImagesPerClass(double share) => new(share, BudgetUnit.ImagesPerClass);

    /// <summary>
    /// The size that the database file may have at the end of every phase, headers, boxes, index and free pages counted.
    /// </summary>
    /// <param name="size">A number and a unit: B, kB, MB, GB (powers of 1000) or KiB, MiB, GiB (powers of 1024).</param>
    /// <exception cref="ConfigurationException">The text is no size.</exception>
    public static Budget Bytes(string size) => TryParse(size, out var budget) && budget.Unit == BudgetUnit.Bytes
        ? budget
        : throw new ConfigurationException($"'{size}' is no size of a file: it must be a number and a unit, and come to whole bytes. For example: Budget.Bytes(\"64 MiB\")");

    /// <summary>The share of one class when <paramref name="seenClassCount"/> classes are seen and share equally, in <see cref="Unit"/>'s unit.</summary>
    /// <remarks>
    /// The reference divides whole numbers, so a total of images is rounded down (algorithm, section 3); what that leaves over is
    /// <see cref="EqualShares.Remainder"/>'s.
    /// </remarks>
    public double PerClass(int seenClassCount) => Unit switch
    {
        BudgetUnit.Images => Math.Floor(Amount / seenClassCount),
        BudgetUnit.ImagesPerClass => Amount,
        _ => Amount / seenClassCount,
    };

    /// <summary>The whole budget when <paramref name="seenClassCount"/> classes are seen, in image equivalents or bytes.</summary>
    public double Total(int seenClassCount) => Unit == BudgetUnit.ImagesPerClass ? Amount * seenClassCount : Amount;

    /// <summary>The budget as it is typed: <c>2000</c>, <c>20/class</c> or <c>64 MiB</c>.</summary>
    public override string ToString()
    {
        var amount = Amount;
        if (Unit != BudgetUnit.Bytes)
            return Text(amount) + (Unit == BudgetUnit.ImagesPerClass ? PerClassSuffix : "");
        var (name, bytes) = Array.Find(ByteUnits, unit => amount >= unit.Bytes && amount % unit.Bytes == 0) is { Name: { } } found ? found : ByteUnits[^1];
        return $"{Text(amount / bytes)} {name}";
    }

    /// <summary>Reads <c>2000</c> (a total), <c>20/class</c> or <c>64 MiB</c>; false when the text is none of them.</summary>
    public static bool TryParse(string text, out Budget budget)
    {
        ArgumentNullException.ThrowIfNull(text);
        budget = default;
        if (text.EndsWith(PerClassSuffix, StringComparison.OrdinalIgnoreCase))
            return TryRead(text[..^PerClassSuffix.Length], 1, BudgetUnit.ImagesPerClass, out budget);
        foreach (var (name, bytes) in ByteUnits)
        {
            if (text.EndsWith(name, StringComparison.OrdinalIgnoreCase))
                return TryRead(text[..^name.Length], bytes, BudgetUnit.Bytes, out budget) && double.IsInteger(budget.Amount);
        }
        return TryRead(text, 1, BudgetUnit.Images, out budget);
    }

    private static bool TryRead(string number, double scale, BudgetUnit unit, out Budget budget)
    {
        var read = double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) && double.IsFinite(amount * scale);
        budget = read ? new Budget(amount * scale, unit) : default;
        return read;
    }

    private static string Text(double amount) => amount.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>What a <see cref="Budget"/> counts.</summary>
public enum BudgetUnit
{
    /// <summary>Image equivalents in total.</summary>
    Images,

    /// <summary>Image equivalents of each class.</summary>
    ImagesPerClass,

    /// <summary>Bytes of the database file.</summary>
    Bytes,
}
