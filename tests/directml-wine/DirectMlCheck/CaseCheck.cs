using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CimCil.Foundation;
using CimCil.Onnx;

namespace CimCil.DirectMlCheck;

/// <summary>Runs models through DirectML, with single operations on the CPU refused, and compares with the CPU provider and with what is expected.</summary>
internal static class CaseCheck
{
    private const double Float32Tolerance = 1e-3;
    private const double Float16Tolerance = 1e-2;

    public static int Run(string folder)
    {
        foreach (var adapter in Adapter.Of(ProviderKind.DirectMl))
            Console.WriteLine($"Adapter {adapter.Index}: {adapter.Name}");
        var (worst, failed) = (0.0, 0);
        foreach (var path in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            var isNarrow = path.Contains("float16", StringComparison.Ordinal);
            var difference = Check(path);
            if (!(difference <= (isNarrow ? Float16Tolerance : Float32Tolerance)))
                failed++;
            if (!isNarrow)
                worst = Math.Max(worst, difference);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Largest difference of float32 models from the CPU provider or the expected outputs: {worst:E1}; {failed} models failed"));
        return failed + CheckMistakes(folder);
    }

    /// <summary>Tells which models DirectML runs here, and how far off they are.</summary>
    public static int Try(string folder)
    {
        foreach (var path in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            try
            {
                Check(path);
            }
            catch (CimCilException failure)
            {
                Console.WriteLine($"{Path.GetFileName(path)}: does not run here: {failure.Message.Split('\n')[0]}");
            }
        }
        return 0;
    }

    private static double Check(string path)
    {
        var clock = Stopwatch.StartNew();
        var model = MaskModel.Open(Path.Combine(path, "model.onnx"));
        var images = CaseFiles.Read<float>(path, "images");
        var labels = model.Labels == ModelLabels.Given ? CaseFiles.Read<long>(path, "labels") : [];
        var (actual, nodes) = RunOn(ProviderKind.DirectMl, model, images, labels);
        var (cpu, _) = RunOn(ProviderKind.Cpu, model, images, labels);
        var expected = new MaskResult(actual.Count, CaseFiles.Read<float>(path, "heatmaps"), CaseFiles.Read<float>(path, "logits"), CaseFiles.Read<float>(path, "features"));
        var (toCpu, toExpected) = (Difference(cpu, actual), Difference(expected, actual));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}: from CPU {toCpu:E1} (heatmaps {Difference(cpu.Heatmaps, actual.Heatmaps):E1}, logits {Difference(cpu.Logits, actual.Logits):E1}, features {Difference(cpu.Features, actual.Features):E1}), from expected {toExpected:E1}; {model.NodeCount} operations, {nodes}; {clock.Elapsed.TotalSeconds:F1} s"));
        // A node on the CPU would mean that the refusal does not work.
        return nodes.Contains("CPU", StringComparison.Ordinal) ? double.PositiveInfinity : Math.Max(toCpu, toExpected);
    }

    private static (MaskResult Result, string Nodes) RunOn(ProviderKind kind, MaskModel model, float[] images, long[] labels)
    {
        var options = new MaskSessionOptions { Provider = new ProviderChoice(kind), ProfilePrefix = Path.Combine(Path.GetTempPath(), "cimcil-check") };
        using var session = MaskSession.Start(model, MaskOutputs.All, options, _ => { });
        var result = session.Run(images, labels);
        var profile = session.EndProfile();
        var nodes = NodesIn(profile);
        File.Delete(profile);
        return (result, nodes);
    }

    /// <summary>How many nodes each provider ran.</summary>
    private static string NodesIn(string profile)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(profile));
        var nodes = new SortedDictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var entry in json.RootElement.EnumerateArray())
        {
            if (!entry.TryGetProperty("args", out var details) || !details.TryGetProperty("provider", out var provider) || !details.TryGetProperty("node_index", out var index))
                continue;
            if (!nodes.TryGetValue(provider.GetString()!, out var known))
                nodes.Add(provider.GetString()!, known = []);
            known.Add(index.ToString());
        }
        return string.Join(", ", nodes.Select(entry => $"{entry.Value.Count} node(s) on {entry.Key}"));
    }

    private static double Difference(MaskResult expected, MaskResult actual) =>
        Math.Max(Difference(expected.Heatmaps, actual.Heatmaps), Math.Max(Difference(expected.Logits, actual.Logits), Difference(expected.Features, actual.Features)));

    /// <summary>The largest difference, in units of the largest expected magnitude where that is above 1.</summary>
    private static double Difference(float[] expected, float[] actual)
    {
        var (scale, largest) = (1.0, expected.Length == actual.Length ? 0.0 : double.PositiveInfinity);
        for (var i = 0; i < expected.Length; i++)
        {
            scale = Math.Max(scale, Math.Abs(expected[i]));
            var difference = Math.Abs((double)expected[i] - actual[i]);
            largest = Math.Max(largest, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        }
        return largest / scale;
    }

    /// <summary>An adapter that is not there must be one message that lists those that are.</summary>
    private static int CheckMistakes(string folder)
    {
        var model = MaskModel.Open(Path.Combine(Directory.GetDirectories(folder).Order(StringComparer.Ordinal).First(), "model.onnx"));
        try
        {
            MaskSession.Start(model, MaskOutputs.All, new MaskSessionOptions { Provider = new ProviderChoice(ProviderKind.DirectMl, "7") }, _ => { }).Dispose();
            Console.WriteLine("Adapter 7 was taken, and there is none.");
            return 1;
        }
        catch (ConfigurationException failure)
        {
            Console.WriteLine($"Adapter 7: {failure.Message}");
            return failure.Message.Contains("there is 0", StringComparison.Ordinal) ? 0 : 1;
        }
    }
}
