using System.Globalization;

namespace CimCil.PyBridge;

/// <summary>
/// What a graph makes of an image's colours before its first convolution: value c of its input is
/// <c>Scale[c] * colour Source[c] + Offset[c]</c>, where colours are red, green and blue from 0 to <see cref="Levels"/>.
/// </summary>
/// <param name="Source">The colour of each value, 0 for red.</param>
/// <param name="Scale">What it is multiplied by.</param>
/// <param name="Offset">What is added.</param>
/// <param name="HasImage">Whether an image is subtracted or added, of which the offset has the means of the channels.</param>
internal sealed record OnnxPixels(IReadOnlyList<int> Source, IReadOnlyList<double> Scale, IReadOnlyList<double> Offset, bool HasImage)
{
    /// <summary>How far means of colours from 0 to 1 are apart in one normalisation, and deviations relatively: constants are rounded to three digits.</summary>
    private const double Tolerance = 0.005;

    private const double ByteLevels = 255;

    private static readonly (string Name, int[] Source, double[] Mean, double[] Deviation)[] Known =
    [
        ("imageNet", [0, 1, 2], CntkPixels.OurMeans, CntkPixels.OurDeviations),
        ("half", [0, 1, 2], [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]),
        ("zeroToOne", [0, 1, 2], [0, 0, 0], [1, 1, 1]),
        ("cntk", [2, 1, 0], [.. CntkPixels.Means.Select(mean => mean / ByteLevels)], [1 / ByteLevels, 1 / ByteLevels, 1 / ByteLevels]),
    ];

    /// <summary>Whether nothing is done.</summary>
    public bool IsNothing => Source.Select((source, i) => source == i && Scale[i] == 1 && Offset[i] == 0).All(same => same);

    /// <summary>255 where the numbers are those of bytes, else 1: no mean of colours from 0 to 1 is above 1, and no deviation above 2.</summary>
    public double Levels => Scale.Any(scale => Math.Abs(scale) < 0.5) || Scale.Zip(Offset).Any(pair => Math.Abs(pair.Second / pair.First) > 1.5) ? ByteLevels : 1;

    /// <summary>The value of <c>data.normalization</c> that gives the same; null where none does.</summary>
    public string? Normalization => Known.Where(IsLike).Select(known => known.Name).FirstOrDefault();

    private bool IsLike((string Name, int[] Source, double[] Mean, double[] Deviation) known) =>
        Source.SequenceEqual(known.Source) && Enumerable.Range(0, Source.Count).All(i =>
            Math.Abs((Scale[i] * Levels * known.Deviation[i]) - 1) < Tolerance && Math.Abs((-Offset[i] / (Scale[i] * Levels)) - known.Mean[i]) < Tolerance);

    /// <summary>Makes <c>conv1</c> and <c>bn1</c> those of a network for RGB normalised as by ImageNet.</summary>
    public void Fold(List<CheckpointTensor> tensors)
    {
        var (at, atMean) = (Index("conv1.weight"), Index("bn1.running_mean"));
        var (convolution, statistics) = (tensors[at], tensors[atMean]);
        var (weight, mean) = (OnnxFile.Numbers(convolution), OnnxFile.Numbers(statistics));
        var (outputs, area) = ((int)convolution.Shape[0], (int)(convolution.Shape[2] * convolution.Shape[3]));
        var folded = new float[weight.Length];
        for (var output = 0; output < outputs; output++)
        {
            var constant = 0.0;
            for (var theirs = 0; theirs < 3; theirs++)
            {
                var channel = Source[theirs];
                var (from, to) = (((output * 3) + theirs) * area, ((output * 3) + channel) * area);
                for (var i = 0; i < area; i++)
                {
                    folded[to + i] = (float)(weight[from + i] * Scale[theirs] * Levels * CntkPixels.OurDeviations[channel]);
                    constant += weight[from + i] * ((Scale[theirs] * Levels * CntkPixels.OurMeans[channel]) + Offset[theirs]);
                }
            }
            mean[output] = (float)(mean[output] - constant);
        }
        var file = convolution.Storage.Bytes.FileName;
        tensors[at] = OnnxFile.InMemory(file, convolution.Name, folded, [.. convolution.Shape]);
        tensors[atMean] = OnnxFile.InMemory(file, statistics.Name, mean, outputs);

        int Index(string name) => tensors.FindIndex(tensor => tensor.Name == name);
    }

    /// <summary>As in <c>the graph makes (x - [0.5]) / [0.5] of RGB from 0 to 1</c>.</summary>
    public override string ToString()
    {
        var mean = Scale.Zip(Offset, (scale, offset) => -offset / scale);
        var order = Source.Count == 1 ? "gray" : Source.SequenceEqual([2, 1, 0]) ? "BGR" : Source.SequenceEqual([0, 1, 2]) ? "RGB" : $"channels {string.Join(", ", Source)}";
        return string.Create(CultureInfo.InvariantCulture, $"the graph makes (x - {(HasImage ? "an image of means " : "")}{List(mean)}) / {List(Scale.Select(scale => 1 / scale))} of {order} from 0 to {Levels}");
    }

    private static string List(IEnumerable<double> numbers)
    {
        string[] texts = [.. numbers.Select(number => number.ToString("G4", CultureInfo.InvariantCulture))];
        return texts.Distinct().Count() == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
    }
}
