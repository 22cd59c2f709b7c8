using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace CimCil.Exemplars;

/// <summary>
/// The distances of herding's step k, up to a constant and the factor k^2: with S the sum of the chosen rows,
/// || mean - (f + S) / k ||^2 k^2 = ||f||^2 - 2 f.(k mean - S) + const, so a step needs one matrix-vector product. It is made in float32,
/// which takes half of the memory that has to be read; the rows that rounding leaves in question are then compared in float64.
/// So the choice is that of float64.
/// </summary>
internal sealed class HerdingScores
{
    /// <summary>
    /// Scores closer than this are a tie, which the first image wins. Equal features in different rows of a matrix product may
    /// differ by its rounding (about 1e-15), while distinct float32 features differ by 1e-8 and more.
    /// </summary>
    private const double TieTolerance = 1e-12;

    private readonly FeatureRows _rows;     // [N, D]
    private readonly float[] _single;       // [N, D]
    private readonly double[] _squares;     // ||f||^2
    private readonly double[] _towardsMean; // f . mean
    private readonly double[] _chosen;      // S
    private readonly double[] _scores;      // in float32 first, exact where it matters
    private int _step = 1;

    /// <summary>Starts herding of all rows.</summary>
    public HerdingScores(FeatureRows rows)
    {
        _rows = rows;
        _single = rows.ToSingle();
        _squares = rows.Squares();
        _towardsMean = rows.TimesVector(rows.Mean());
        _chosen = new double[rows.Length];
        _scores = new double[rows.Count];
    }

    /// <summary>The first of the closest open rows; -1 when none is open.</summary>
    public int Best(bool[] open)
    {
        var chosen = new float[_chosen.Length];
        TensorPrimitives.ConvertTruncating<double, float>(_chosen, chosen);
        var lowest = double.PositiveInfinity;
        for (var i = 0; i < open.Length; i++)
        {
            if (!open[i])
                continue;
            _scores[i] = Score(i, Dot(_single.AsSpan(i * chosen.Length, chosen.Length), chosen));
            lowest = Math.Min(lowest, _scores[i]);
        }
        // The best row's score is off by that at most, and another's too.
        var inQuestion = lowest + (2 * RoundingError());
        lowest = double.PositiveInfinity;
        for (var i = 0; i < open.Length; i++)
        {
            if (!open[i] || !(_scores[i] <= inQuestion))
                continue;
            _scores[i] = Score(i, TensorPrimitives.Dot(_rows[i], _chosen));
            lowest = Math.Min(lowest, _scores[i]);
        }
        var tie = lowest + (TieTolerance * _step);
        for (var i = 0; i < open.Length; i++)
        {
            if (open[i] && _scores[i] <= tie)
                return i;
        }
        return -1;
    }

    /// <summary>Adds a row to the chosen ones and goes to the next step.</summary>
    public void Choose(int row)
    {
        TensorPrimitives.Add(_chosen, _rows[row], _chosen);
        _step++;
    }

    private double Score(int i, double towardsChosen) => _squares[i] - (2 * ((_step * _towardsMean[i]) - towardsChosen));

    /// <summary>
    /// What a score in float32 may be off by. The rows have length 1 and S at most k - 1; each of the two is rounded once, each lane of
    /// <see cref="Dot"/> adds its products one by one, and then the lanes are added. A little more is allowed for.
    /// </summary>
    private double RoundingError() => 2.1 * Math.Pow(2, -24) * (_step - 1) * ((_chosen.Length / Vector<float>.Count) + Vector<float>.Count + 5);

    private static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var first = MemoryMarshal.Cast<float, Vector<float>>(x);
        var second = MemoryMarshal.Cast<float, Vector<float>>(y);
        var (a, b, c, d) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        var i = 0;
        for (; i + 3 < first.Length; i += 4)
        {
            a = Vector.MultiplyAddEstimate(first[i], second[i], a);
            b = Vector.MultiplyAddEstimate(first[i + 1], second[i + 1], b);
            c = Vector.MultiplyAddEstimate(first[i + 2], second[i + 2], c);
            d = Vector.MultiplyAddEstimate(first[i + 3], second[i + 3], d);
        }
        for (; i < first.Length; i++)
            a = Vector.MultiplyAddEstimate(first[i], second[i], a);
        var sum = Vector.Sum((a + b) + (c + d));
        for (var rest = i * Vector<float>.Count; rest < x.Length; rest++)
            sum += x[rest] * y[rest];
        return sum;
    }
}
