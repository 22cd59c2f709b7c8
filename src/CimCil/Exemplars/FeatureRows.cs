using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using CimCil.Foundation;
using TorchSharp;

namespace CimCil.Exemplars;

/// <summary>
/// Feature vectors of N images for herding, each scaled to length 1, in float64 and without tensors: machines without libtorch
/// choose exemplars too, and near ties fall the same way on every device.
/// </summary>
internal sealed class FeatureRows
{
    /// <summary>Keeps a feature vector of length 0 finite; the reference's constant.</summary>
    private const double NormEpsilon = 1e-8;

    private readonly double[] _values;

    private FeatureRows(double[] values, int count, int length)
    {
        (_values, Count, Length) = (values, count, length);
        for (var row = 0; row < count; row++)
            Normalise(values.AsSpan(row * length, length));
    }

    /// <summary>Images N.</summary>
    public int Count { get; }

    /// <summary>Length D of a vector.</summary>
    public int Length { get; }

    /// <summary>The vector of an image, of length 1.</summary>
    public ReadOnlySpan<double> this[int row] => _values.AsSpan(row * Length, Length);

    /// <summary>The mean vector [D].</summary>
    internal double[] Mean()
    {
        var mean = new double[Length];
        for (var row = 0; row < Count; row++)
            TensorPrimitives.Add(mean, this[row], mean);
        TensorPrimitives.Divide(mean, Count, mean);
        return mean;
    }

    /// <summary>The matrix product of the rows with a vector [D]; [N].</summary>
    internal double[] TimesVector(ReadOnlySpan<double> vector)
    {
        var products = new double[Count];
        for (var row = 0; row < products.Length; row++)
            products[row] = TensorPrimitives.Dot(this[row], vector);
        return products;
    }

    /// <summary>All rows in float32, [N x D].</summary>
    internal float[] ToSingle()
    {
        var values = GC.AllocateUninitializedArray<float>(_values.Length);
        TensorPrimitives.ConvertTruncating<double, float>(_values, values);
        return values;
    }

    /// <summary>The squared length of each row [N]: 1 but for rounding, and 0 for a row of zeros.</summary>
    internal double[] Squares()
    {
        var squares = new double[Count];
        for (var row = 0; row < squares.Length; row++)
            squares[row] = TensorPrimitives.Dot(this[row], this[row]);
        return squares;
    }

    /// <summary>Features [N, D] of any type on any device; they stay the caller's.</summary>
    /// <param name="features">The features.</param>
    /// <param name="largestCopy">How many numbers are copied at once; a span counts to 2 GiB at most.</param>
    /// <exception cref="ArgumentException">The tensor has another number of dimensions.</exception>
    /// <exception cref="CimCilException">A feature is not a finite number: training has diverged.</exception>
    public static FeatureRows Of(torch.Tensor features, int largestCopy = 1 << 27)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Dimensions != 2)
            throw new ArgumentException($"Features have the shape [{string.Join(", ", features.shape)}]; they must be [N, D].", nameof(features));
        var (count, length) = ((int)features.shape[0], (int)features.shape[1]);
        var values = GC.AllocateUninitializedArray<double>(checked(count * length));
        var step = Math.Max(1, largestCopy / Math.Max(1, length));
        for (var row = 0; row < count && length > 0; row += step)
            Copy(features.narrow(0, row, Math.Min(step, count - row)), values.AsSpan(row * length));
        return new FeatureRows(values, count, length);
    }

    /// <summary>Numbers of any type in float64.</summary>
    private static void Copy(torch.Tensor from, Span<double> to)
    {
        using var scope = torch.NewDisposeScope();
        using var part = from;
        var numbers = part.detach().cpu().contiguous();
        if (numbers.dtype == torch.ScalarType.Float32)
            TensorPrimitives.ConvertTruncating<float, double>(MemoryMarshal.Cast<byte, float>(numbers.bytes), to);
        else
            MemoryMarshal.Cast<byte, double>(numbers.to(torch.ScalarType.Float64).bytes).CopyTo(to);
    }

    /// <summary>Features as plain numbers.</summary>
    /// <param name="features">[N, D], row by row.</param>
    /// <param name="count">N.</param>
    /// <exception cref="ArgumentException">The numbers are no multiple of N.</exception>
    /// <exception cref="CimCilException">A feature is not a finite number.</exception>
    public static FeatureRows Of(ReadOnlySpan<float> features, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count == 0 ? !features.IsEmpty : features.Length % count != 0)
            throw new ArgumentException($"{features.Length} numbers are no {count} vectors of one length.", nameof(features));
        var values = GC.AllocateUninitializedArray<double>(features.Length);
        TensorPrimitives.ConvertTruncating(features, values);
        return new FeatureRows(values, count, count == 0 ? 0 : features.Length / count);
    }

    private static void Normalise(Span<double> row)
    {
        var squares = TensorPrimitives.SumOfSquares<double>(row);
        if (!double.IsFinite(squares))
            throw new CimCilException("Herding needs finite features, but some are not a number or infinite: training has diverged. Lower the learning rate.");
        TensorPrimitives.Divide(row, Math.Sqrt(squares) + NormEpsilon, row);
    }
}
