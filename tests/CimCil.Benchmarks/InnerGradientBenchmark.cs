using System.Globalization;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Learners;
using CimCil.Masking;
using CimCil.Networks;
using CimCil.PyBridge;
using static TorchSharp.torch;

namespace CimCil.Benchmarks;

/// <summary>
/// How near finite differences come to the exact gradient of the outer loss, for several lengths of the shift, on networks of a run of
/// Shapes. Beside them what is missing where the second order is left out.
/// </summary>
internal static class InnerGradientBenchmark
{
    private const int BatchCount = 6;
    private const int BatchSize = 16;

    private static readonly double[] Shifts = [0.1, 0.03, 0.01, 3e-3, 1e-3];

    /// <param name="files">Weights of a run's networks.</param>
    public static void Run(IReadOnlyList<string> files)
    {
        Foundation.LibTorchLocator.EnsureLoaded();
        Console.WriteLine("| network | shift | error of the gradient | cosine | error of its second-order part | cosine |\n|---|---|---|---|---|---|");
        foreach (var file in files)
        {
            using var network = NetworkFile.Load(file, CPU);
            Compare(Path.GetFileName(file), network);
        }
        Console.WriteLine($"\nMeans over {BatchCount} pairs of {BatchSize} + {BatchSize} images; errors are relative, in the Euclidean norm.");
    }

    private static void Compare(string name, IncrementalNetwork network)
    {
        network.eval();
        var data = new ShapesDataset { TrainImagesPerClass = 50, TestImagesPerClass = 1 };
        // The phases of the experiment shapes, whose order of classes the labels follow.
        var sequence = new ClassSequence(new PhasePlan { Classes = 10, FirstPhase = 4, ClassesPerPhase = 2 }, 10);
        var samples = sequence.SeenBy(sequence.Phases.First(phase => phase.SeenClassCount == network.Classifier.Weight.shape[0]), data.Open().Train);
        var loader = new BatchLoader(samples, ImagePipeline.ForBoxes(data), BatchSize, 1, new CorruptImageLog(CorruptImagePolicy.Stop));
        var batches = new List<(Tensor Images, Tensor Labels)>();
        foreach (var batch in loader.Epoch(new Foundation.RandomStreams(1), "benchmark", 0, 0, SampleOrder.Shuffled).Take(2 * BatchCount))
        {
            using var disposal = batch;
            using var scope = NewDisposeScope();
            batches.Add((batch.ToImages(CPU).DetachFromDisposeScope(), batch.ToLabels(CPU).DetachFromDisposeScope()));
        }
        var exact = Gradients(network, batches, InnerGradient.Exact, 0, 0.1);
        var direct = Gradients(network, batches, InnerGradient.Exact, 0, 0);
        Row("none: first order alone", direct);
        foreach (var shift in Shifts)
            Row(shift.ToString(CultureInfo.InvariantCulture), Gradients(network, batches, InnerGradient.FiniteDifference, shift, 0.1));

        void Row(string shift, List<double[]> gradients)
        {
            var errors = exact.Zip(direct).Zip(gradients, (pair, near) => (
                Whole: Error(pair.First, near), WholeCosine: Cosine(pair.First, near),
                Part: Error(Minus(pair.First, pair.Second), Minus(near, pair.Second)), PartCosine: Cosine(Minus(pair.First, pair.Second), Minus(near, pair.Second)))).ToArray();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {shift} | {errors.Average(error => error.Whole):0.0000} | {errors.Average(error => error.WholeCosine):0.0000} | {errors.Average(error => error.Part):0.0000} | {(gradients == direct ? 0 : errors.Average(error => error.PartCosine)):0.0000} |"));
        }
    }

    private static List<double[]> Gradients(IncrementalNetwork network, List<(Tensor Images, Tensor Labels)> batches, InnerGradient innerGradient, double shift, double thetaRate)
    {
        using var trainer = new BilevelTrainer(CimMask.Paper with { InnerGradient = innerGradient }, StageModel.Classification(network), new Phase(0, 0, (int)network.Classifier.Weight.shape[0])) { ShiftLength = shift };
        return [.. Enumerable.Range(0, BatchCount).Select(i =>
        {
            using var scope = NewDisposeScope();
            trainer.Accumulate(batches[2 * i], batches[(2 * i) + 1], thetaRate);
            return cat([.. trainer.Phi.Select(parameter => parameter.grad!.view(-1))]).to(ScalarType.Float64).data<double>().ToArray();
        })];
    }

    private static double[] Minus(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];

    private static double Norm(double[] a) => Math.Sqrt(a.Sum(x => x * x));

    private static double Error(double[] exact, double[] near) => Norm(Minus(exact, near)) / Norm(exact);

    private static double Cosine(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum() / (Norm(a) * Norm(b));
}
