using System.Diagnostics;
using System.Globalization;
using CimCil.Foundation;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Benchmarks;

/// <summary>
/// A rational activation on maps of 8 x 64 x 112 x 56 float32 values, forward, backward and backward again, in three forms: fused, in
/// libtorch's operations by Horner's scheme, and in them by stacked powers, as published PyTorch code has it. They take turns.
/// </summary>
internal static class RationalBenchmark
{
    private const int Rounds = 9;

    private static readonly (string Name, Func<Tensor, Tensor, Tensor, Tensor> Apply)[] Forms =
    [
        ("stacked powers", Stacked),
        ("Horner's scheme", RationalActivation.Evaluate),
        ("fused", (x, a, b) => FusedRational.Apply(x, a, b, 1, isDetached: false)),
    ];

    public static void Run()
    {
        LibTorchLocator.EnsureLoaded();
        Console.WriteLine("| threads | form | value | value for training | gradient | second gradient |\n|---|---|---|---|---|---|");
        foreach (var threads in new[] { 1, 2 })
        {
            set_num_threads(threads);
            var times = Forms.Select(_ => new double[4, Rounds]).ToArray();
            // The first two rounds are the compiler's.
            for (var round = -2; round < Rounds; round++)
            {
                foreach (var (form, (_, apply)) in Forms.Index())
                    Time(apply, times[form], round);
            }
            foreach (var (form, (name, _)) in Forms.Index())
                Console.WriteLine($"| {threads} | {name} | {string.Join(" | ", Enumerable.Range(0, 4).Select(part => Cell(times, form, part)))} |");
        }
        Console.WriteLine("\nms, medians of the rounds; in brackets the part of Horner's scheme's time.");
    }

    private static string Cell(double[][,] times, int form, int part)
    {
        double Median(int of) => Enumerable.Range(0, Rounds).Select(round => times[of][part, round]).Order().ElementAt(Rounds / 2);
        return string.Create(CultureInfo.InvariantCulture, $"{Median(form):0.0} ({Median(form) / Median(1):0.00})");
    }

    private static void Time(Func<Tensor, Tensor, Tensor, Tensor> apply, double[,] times, int round)
    {
        using var scope = NewDisposeScope();
        using var rational = new RationalActivation(CPU, ScalarType.Float32);
        Tensor[] inputs = [randn(8, 64, 112, 56).mul_(2).requires_grad_(true), rational.Numerator, rational.Denominator];
        var (onY, onX) = (randn(8, 64, 112, 56), randn(8, 64, 112, 56));
        var (y, gradients) = (inputs[0], (IList<Tensor>)inputs);
        Take(0, () =>
        {
            using var noGradient = no_grad();
            _ = apply(inputs[0], inputs[1], inputs[2]);
        });
        Take(1, () => y = apply(inputs[0], inputs[1], inputs[2]));
        Take(2, () => gradients = autograd.grad([y], inputs, [onY], retain_graph: true, create_graph: true, allow_unused: true));
        Take(3, () => _ = autograd.grad([gradients[0]], inputs, [onX], retain_graph: false, create_graph: false, allow_unused: true));

        void Take(int part, Action action)
        {
            CollectionHold.Breathe();
            var clock = Stopwatch.StartNew();
            action();
            if (round >= 0)
                times[part, round] = clock.Elapsed.TotalMilliseconds;
        }
    }

    private static Tensor Stacked(Tensor x, Tensor numerator, Tensor denominator)
    {
        using var scope = NewDisposeScope();
        Tensor[] powers = [ones_like(x), x, x * x, x.pow(3), x.pow(4), x.pow(5)];
        var p = matmul(stack(powers, -1), numerator);
        var q = 1 + matmul(stack([.. powers[1..5].Select(power => power.abs())], -1), denominator.abs());
        return (p / q).MoveToOuterDisposeScope();
    }
}
