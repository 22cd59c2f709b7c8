using System.Diagnostics;
using System.Globalization;
using CimCil.Configuration;
using CimCil.Runs;
using CimCil.Training;

namespace CimCil.Cli.Progress;

/// <summary>Figures as both displays write them; always in the invariant culture.</summary>
internal static class Words
{
    public static string Percent(double value) => Fixed(value, 1);

    public static string Fixed(double value, int decimals) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);

    /// <summary>A number of things: one of it, or many.</summary>
    public static string Count(long count, string one, string? many = null) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many ?? one + "s")}");

    public static string Duration(TimeSpan time) => time.TotalHours >= 1
        ? $"{(int)time.TotalHours} h {time.Minutes:00} min"
        : $"{time.Minutes}:{time.Seconds:00}";

    /// <summary>A time in words, which needs no heading.</summary>
    public static string Time(TimeSpan time) => time.TotalHours >= 1 ? Duration(time) : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds:00} s" : $"{time.Seconds} s";

    /// <summary>The losses and other figures of an epoch: those of the task level, or those of the mask steps.</summary>
    public static string Values(EpochMetrics metrics, bool ofMask) => string.Join(
        "  ",
        metrics.Values.Where(value => value.Key.StartsWith("mask.", StringComparison.Ordinal) == ofMask).Select(value => $"{value.Key} {Short(value.Value)}"));

    public static string Inspection(int doneCount, int imageCount) =>
        string.Create(CultureInfo.InvariantCulture, $"Inspected {doneCount:N0} of {imageCount:N0} {(imageCount == 1 ? "image" : "images")}");

    /// <summary>The report line of the memory: budget, used, utilisation, and what a class has of it.</summary>
    public static string Memory(PhaseResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Count(result.Memory.ExemplarCount, "exemplar")}, {result.ExemplarsPerClass:F1} and {Bytes(result.Memory.ByteCount / result.Phase.SeenClassCount)} per class; {BudgetUse(result)}, {Bytes(result.Memory.ByteCount)} of pixels in a file of {Bytes(result.Memory.FileByteCount)}, mean box share {result.Memory.MeanBoxShare:F2}");

    /// <summary>What is used of the budget, in its unit and in percent.</summary>
    public static string BudgetUse(PhaseResult result) => Use(result.BudgetUnit, result.BudgetUsed, result.Budget);

    /// <inheritdoc cref="BudgetUse"/>
    public static string Use(BudgetUnit unit, double used, double budget) => unit == BudgetUnit.Bytes
        ? $"{Bytes((long)used)} of {Bytes((long)budget)} ({Percent(100 * used / budget)} %)"
        : string.Create(CultureInfo.InvariantCulture, $"{used:F1} of {budget:0.##} image equivalents ({Percent(100 * used / budget)} %)");

    public static string ProcessMemory()
    {
        using var process = Process.GetCurrentProcess();
        return Bytes(process.WorkingSet64);
    }

    public static string Bytes(long count) => count switch
    {
        >= 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{count / (double)(1 << 30):F1} GiB"),
        >= 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{count / (double)(1 << 20):F1} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count / 1024.0:F1} KiB"),
    };

    /// <summary>Four digits that count.</summary>
    private static string Short(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
