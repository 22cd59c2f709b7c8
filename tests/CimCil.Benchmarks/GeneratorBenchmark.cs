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
        // An editor's compiler has been running for hours: let the just-in-time compiler finish first.
        for (var warmUp = 0; warmUp < 5; warmUp++)
            Measure(100);
        Console.WriteLine("experiments  first run  one edit (median)  one edit (best tenth)");
        foreach (var count in new[] { 10, 100, 300, 1000 })
        {
            var (first, median, best) = Measure(count);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,11}  {first,6:F1} ms  {median,14:F2} ms  {best,18:F2} ms"));
        }
    }

    /// <summary>The edited file is parsed beforehand: that is the compiler's work. Only the newest compilation is kept, as in an editor.</summary>
    private static (double First, double Median, double Best) Measure(int experimentCount)
    {
        Compilation compilation = Compilations.Create("Consumer", Enumerable.Range(0, experimentCount).Select(index => Source(index, 0.5)));
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new ExperimentGenerator().AsSourceGenerator()], parseOptions: Compilations.Parsing);
        driver = driver.RunGenerators(compilation);
        var first = Elapsed(driver);
        var times = new double[EditCount];
        for (var edit = 0; edit < EditCount; edit++)
        {
            compilation = Edit(compilation, edit, edit * 7 % experimentCount);
            var clock = Stopwatch.StartNew();
            driver = driver.RunGenerators(compilation);
            times[edit] = clock.Elapsed.TotalMilliseconds;
        }
        Array.Sort(times);
        return (first, times[EditCount / 2], times[EditCount / 10]);
    }

    private static double Elapsed(GeneratorDriver driver) => driver.GetTimingInfo().GeneratorTimes[0].ElapsedTime.TotalMilliseconds;

    private static Compilation Edit(Compilation compilation, int edit, int index)
    {
        var before = compilation.SyntaxTrees.First(tree => tree.FilePath == $"File{index + 1}.cs");
        var after = Compilations.Tree(Source(index, 0.4 + (edit * 0.0001)), before.FilePath);
        after.GetRoot();
        return compilation.ReplaceSyntaxTree(before, after);
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
