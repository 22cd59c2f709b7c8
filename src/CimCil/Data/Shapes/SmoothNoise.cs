using CimCil.Foundation;

namespace CimCil.Data.Shapes;

/// <summary>Smooth noise over an image: four octaves of random lattices, each twice as fine and half as strong as the one before.</summary>
internal sealed class SmoothNoise
{
    private const int OctaveCount = 4;
    private const int CoarsestCellCount = 2;

    private readonly double _side;
    private readonly double[][] _lattices;

    /// <summary>Draws the lattices.</summary>
    public SmoothNoise(int side, RandomStream random)
    {
        _side = side;
        _lattices = new double[OctaveCount][];
        for (var octave = 0; octave < OctaveCount; octave++)
        {
            var points = (CoarsestCellCount << octave) + 1;
            var lattice = new double[points * points];
            for (var i = 0; i < lattice.Length; i++)
                lattice[i] = random.NextDouble();
            _lattices[octave] = lattice;
        }
    }

    /// <summary>The noise at a point of the image, in [0, 1]: a sum of octaves crowds around 0.5, so it is stretched by 2 and cut off.</summary>
    public double At(double x, double y)
    {
        var (sum, weights, weight) = (0.0, 0.0, 1.0);
        for (var octave = 0; octave < OctaveCount; octave++)
        {
            var cells = CoarsestCellCount << octave;
            sum += weight * Interpolate(_lattices[octave], cells, x * cells / _side, y * cells / _side);
            weights += weight;
            weight /= 2;
        }
        return Math.Clamp((2 * sum / weights) - 0.5, 0, 1);
    }

    private static double Interpolate(double[] lattice, int cells, double x, double y)
    {
        var column = Math.Clamp((int)x, 0, cells - 1);
        var row = Math.Clamp((int)y, 0, cells - 1);
        var (right, down) = (Smooth(x - column), Smooth(y - row));
        var at = (row * (cells + 1)) + column;
        var upper = lattice[at] + ((lattice[at + 1] - lattice[at]) * right);
        at += cells + 1;
        var lower = lattice[at] + ((lattice[at + 1] - lattice[at]) * right);
        return upper + ((lower - upper) * down);
    }

    private static double Smooth(double t) => t * t * (3 - (2 * t));
}
