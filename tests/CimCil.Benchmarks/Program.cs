using System.Globalization;
using CimCil.Benchmarks;

// One benchmark per file; each prints a table. Build with -c Release and leave the machine alone while it runs.
var benchmarks = new Dictionary<string, Action>(StringComparer.Ordinal)
{
    ["analyzer"] = () => AnalyzerBenchmark.RunAsync().GetAwaiter().GetResult(),
    ["generator"] = GeneratorBenchmark.Run,
    ["growth"] = GrowthBenchmark.RunClasses,
    ["growth-files"] = GrowthBenchmark.RunFiles,
    ["mask"] = MaskInferenceBenchmark.Run,
    ["memory"] = MemoryBenchmark.Run,
    ["memory-loading"] = MemoryBenchmark.RunLoading,
    ["memory-faults"] = MemoryFaults.Run,
    ["weights"] = WeightImportBenchmark.Run,
    ["rational"] = RationalBenchmark.Run,
    ["run"] = RunOverheadBenchmark.Run,
    ["run-phases"] = RunPhasesBenchmark.Run,
    ["start"] = StartBenchmark.Run,
    ["waits"] = WaitBenchmark.Run,
};
if (args is [var name] && benchmarks.TryGetValue(name, out var run))
{
    run();
    return 0;
}
// memory-faults with another number of kills.
if (args is ["memory-faults", var count])
{
    MemoryFaults.Run(int.Parse(count, CultureInfo.InvariantCulture));
    return 0;
}
// A folder of photographs, since none are shipped.
if (args is ["calibration", var photographs])
{
    CalibrationBenchmark.Run(photographs);
    return 0;
}
// Networks of a run of Shapes.
if (args is ["inner-gradient", _, ..])
{
    InnerGradientBenchmark.Run(args[1..]);
    return 0;
}
// Every stage beside PyTorch; its options follow.
if (args is ["stages", .. var options])
{
    StagesBenchmark.Run(options);
    return 0;
}
if (args is ["codecs", var pictures])
{
    CodecBenchmark.Run(pictures, "/usr/bin/python3");
    return 0;
}
// The figures of the pages, into docs/images unless another folder is named.
if (args is ["figures"] or ["figures", _])
{
    PageFigures.Run(args.Length > 1 ? args[1] : Path.Combine("docs", "images"));
    return 0;
}
// What memory-faults starts and kills.
if (args is ["memory-worker", var path, var mode])
{
    MemoryFaults.Work(path, int.Parse(mode, CultureInfo.InvariantCulture));
    return 0;
}
// What start starts.
if (args is ["start-worker", var output])
{
    StartBenchmark.Work(output);
    return 0;
}
Console.Error.WriteLine($"Name one benchmark: {string.Join(", ", benchmarks.Keys)}, stages, figures, calibration FOLDER, codecs FOLDER or inner-gradient WEIGHTS.");
return 2;
