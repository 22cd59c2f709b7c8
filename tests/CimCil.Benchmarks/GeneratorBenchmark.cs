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
    private const int EditCount = 400;

    /// <summary>So many edits pass before the just-in-time compiler has given the code its last form; until then they take two to three times as long.</summary>
    private const int WarmUpEditCount = 3000;

    public static void Run()
    {
        // An editor's compiler has been running for hours.
        Measure(1000, WarmUpEditCount);
        Console.WriteLine("experiments  first run  one edit: generator, median  best tenth  with the driver, median  best tenth  processor, median  best tenth");
        foreach (var count in new[] { 10, 100, 300, 1000 })
        {
            var (first, generator, driver, processor) = Measure(count, EditCount);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{count,11}  {first,6:F1} ms  {generator.Median,24:F2} ms  {generator.Best,7:F2} ms  {driver.Median,20:F2} ms  {driver.Best,7:F2} ms  {processor.Median,14:F2} ms  {processor.Best,7:F2} ms"));
        }
    }

    /// <summary>The edited file is parsed beforehand: that is the compiler's work. Only the newest compilation is kept, as in an editor.</summary>
    /// <returns>
    /// The first run, and for one edit the time in the generator as the driver counts it, that of the whole driver, and the processor time
    /// of all threads in the driver, which other programs lengthen less.
    /// </returns>
    private static (double First, (double Median, double Best) Generator, (double Median, double Best) Driver, (double Median, double Best) Processor) Measure(int experimentCount, int editCount)
    {
        Compilation compilation = Compilations.Create("Consumer", Enumerable.Range(0, experimentCount).Select(index => Source(index, 0.5)));
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new ExperimentGenerator().AsSourceGenerator()], parseOptions: Compilations.Parsing);
        driver = driver.RunGenerators(compilation);
        var first = Elapsed(driver);
        var (inGenerator, inDriver, onProcessor) = (new double[editCount], new double[editCount], new double[editCount]);
        for (var edit = 0; edit < editCount; edit++)
        {
            compilation = Edit(compilation, edit, edit * 7 % experimentCount);
            var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            driver = driver.RunGenerators(compilation);
            onProcessor[edit] = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
            inDriver[edit] = clock.Elapsed.TotalMilliseconds;
            inGenerator[edit] = Elapsed(driver);
        }
        return (first, Typical(inGenerator), Typical(inDriver), Typical(onProcessor));
    }

    private static (double Median, double Best) Typical(double[] times)
    {
        Array.Sort(times);
        return (times[times.Length / 2], times[times.Length / 10]);
    }

    private static double Elapsed(GeneratorDriver driver) => driver.GetTimingInfo().GeneratorTimes[0].ElapsedTime.TotalMilliseconds;

    private static Compilation Edit(Compilation compilation, int edit, int index)
    {
        var before = compilation.SyntaxTrees.First(tree => tree.FilePath == $"File{index + 1}.cs");
        var after = Compilations.Tree(Source(index, 0.4 + (edit * 0.0001)), before.FilePath);
        after.GetRoot();
        return compilation.ReplaceSyntaxTree(before, after);
    }

    /// <summary>One of many experiments.</summary>
    public static string Source(int index, double threshold) => string.Create(CultureInfo.InvariantCulture, $$"""
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
