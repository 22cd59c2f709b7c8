using System.Diagnostics;

/// <summary>Runs of an experiment over several seeds, as the programs beside this folder make them.</summary>
internal static class SeedRuns
{
    /// <summary>Whether a run can be resumed, which is as soon as it has a manifest.</summary>
    public static bool IsBegun(string run) => File.Exists(Path.Combine(run, "manifest.json"));

    public static bool IsFinished(string run) => IsBegun(run) && File.ReadAllText(Path.Combine(run, "manifest.json")).Contains("\"finished\"", StringComparison.Ordinal);

    /// <summary>Figures of seeds, one after the other.</summary>
    public static string Each(IEnumerable<double> values) => string.Join(", ", values.Select(value => $"{value:0.0}"));

    /// <summary>Mean and spread of seeds; the spread is their standard deviation (n - 1).</summary>
    public static string Spread(double[] values)
    {
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        return $"{mean:0.0} ± {deviation:0.0}";
    }

    /// <summary>What <c>dotnet</c> ends with.</summary>
    public static async Task<int> DotnetAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments))!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
