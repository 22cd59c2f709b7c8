using System.Globalization;
using CimCil.Generators;
using CimCil.Generators.Diagnostics;
using CimCil.Generators.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CimCil.Benchmarks;

/// <summary>What the analyzers add to the compilation of many experiments, one per file, in processor time: the compiler works on all cores.</summary>
internal static class AnalyzerBenchmark
{
    private const int RoundCount = 5;

    public static async Task RunAsync()
    {
        Console.WriteLine("experiments  compiler alone, median  with the analyzers, median");
        foreach (var count in new[] { 10, 100, 300, 1000 })
        {
            var (alone, together) = (new double[RoundCount], new double[RoundCount]);
            for (var round = 0; round < RoundCount; round++)
            {
                var plain = Output(count);
                alone[round] = Elapsed(() => plain.GetDiagnostics());
                var output = Output(count).WithAnalyzers([new DeclarationAnalyzer(), new ValueAnalyzer(), new RulePathAnalyzer()]);
                var before = Environment.CpuUsage.TotalTime;
                await output.GetAllDiagnosticsAsync().ConfigureAwait(false);
                together[round] = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,11}  {Median(alone),19:F0} ms  {Median(together),23:F0} ms"));
        }
    }

    /// <summary>A compilation that nobody has looked into yet.</summary>
    private static Compilation Output(int count)
    {
        var compilation = Compilations.Create("Consumer", Enumerable.Range(0, count).Select(index => GeneratorBenchmark.Source(index, 0.5)));
        CSharpGeneratorDriver.Create([new ExperimentGenerator().AsSourceGenerator()], parseOptions: Compilations.Parsing).RunGeneratorsAndUpdateCompilation(compilation, out var output, out _);
        return output.Clone();
    }

    private static double Elapsed(Action action)
    {
        var before = Environment.CpuUsage.TotalTime;
        action();
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }

    private static double Median(double[] times)
    {
        Array.Sort(times);
        return times[times.Length / 2];
    }
}
