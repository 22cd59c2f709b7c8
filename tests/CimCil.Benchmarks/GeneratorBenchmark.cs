using System.Diagnostics;
using System.Globalization;
using CimCil.Generators;
using CimCil.Generators.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CimCil.Benchmarks;

/// <summary>
/// What the source generator costs in an editor: a compilation of many experiments, one per file, in which one file is
/// edited again and again.
/// </summary>
internal static class GeneratorBenchmark
{
    private const int EditCount = 200;

    public static void Run()
    {
        Console.WriteLine("experiments  first run  one edit (median)  one edit (processor time, mean)");
        foreach (var count in new[] { 10, 100, 300, 1000 })
        {
            Measure(count);
            var (first, median, processor) = Measure(count);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,11}  {first,6:F1} ms  {median,14:F2} ms  {processor,28:F2} ms"));
        }
    }

    /// <summary>Processor time is what counts on a machine that is busy with other things.</summary>
    private static (double First, double Median, double Processor) Measure(int experimentCount)
    {
        Compilation compilation = Compilations.Create("Consumer", Enumerable.Range(0, experimentCount).Select(index => Source(index, 0.5)));
        var edited = Edits(compilation, experimentCount);
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new ExperimentGenerator().AsSourceGenerator()], parseOptions: Compilations.Parsing);
        var clock = Stopwatch.StartNew();
        driver = driver.RunGenerators(compilation);
        var first = clock.Elapsed.TotalMilliseconds;
        var times = new double[EditCount];
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        for (var edit = 0; edit < EditCount; edit++)
        {
            clock.Restart();
            driver = driver.RunGenerators(edited[edit]);
            times[edit] = clock.Elapsed.TotalMilliseconds;
        }
        process.Refresh();
        Array.Sort(times);
        return (first, times[EditCount / 2], (process.TotalProcessorTime - before).TotalMilliseconds / EditCount);
    }

    /// <summary>One compilation after each edit, made beforehand: parsing the edited file is the compiler's work.</summary>
    private static Compilation[] Edits(Compilation compilation, int experimentCount)
    {
        var edits = new Compilation[EditCount];
        for (var edit = 0; edit < EditCount; edit++)
        {
            var index = edit * 7 % experimentCount;
            var before = compilation.SyntaxTrees.Single(tree => tree.FilePath == $"File{index + 1}.cs");
            var after = Compilations.Tree(Source(index, 0.4 + (edit * 0.0001)), before.FilePath);
            after.GetRoot();
            edits[edit] = compilation = compilation.ReplaceSyntaxTree(before, after);
        }
        return edits;
    }

    private static string Source(int index, double threshold) => string.Create(CultureInfo.InvariantCulture, $$"""
        namespace Many;

        /// <summary>Number {{index}}.</summary>
        [Experiment("many-{{index}}", Summary = "Number {{index}}")]
        public sealed partial record Many{{index}} : Experiment
        {
            public override DatasetConfig Data { get; init; } = new ShapesDataset { ImageSide = 64, TestResize = 64 };
            public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(classes: 10, phases: 5);
            public override NetworkConfig Network { get; init; } = NetworkConfig.Small;
            public override LearnerConfig Learner { get; init; } = FosterConfig.Paper;
            public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {{threshold:R}} };
            public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.ImagesPerClass(20) };
        }
        """);
}
