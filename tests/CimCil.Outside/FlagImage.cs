using CimCil.Data;
using CimCil.Foundation;

namespace Flags;

/// <summary>A flag on a meadow. It is drawn whenever it is asked for, from a stream of its own, and so always the same.</summary>
internal sealed class FlagImage(FlagsDataset dataset, string part, int flag, int index) : DatasetImage
{
    private static readonly RandomStreams Streams = new(seed: 7);

    public override string Name => $"flags/{part}/{FlagPattern.All[flag].Name}/{index}";

    public override int Class => flag;

    public override Box? TrueBox => PlaceOf(Streams.For(Name));

    public override void LoadInto(RgbImage image)
    {
        var random = Streams.For(Name);
        var place = PlaceOf(random);
        var (dark, bright) = (ColourFrom(random, darkest: 0), ColourFrom(random, darkest: 155));
        image.Reshape(dataset.Side, dataset.Side);
        for (var row = 0; row < dataset.Side; row++)
        {
            for (var column = 0; column < dataset.Side; column++)
            {
                var colour = !Contains(place, row, column) ? GrassFrom(random) : IsBright(place, row, column) ? bright : dark;
                colour.CopyTo(image.Pixels[(3 * ((row * dataset.Side) + column))..]);
            }
        }
    }

    private Box PlaceOf(RandomStream random)
    {
        var (height, width) = ((int)(dataset.Side * dataset.FlagShare * 2 / 3), (int)(dataset.Side * dataset.FlagShare));
        var (top, left) = (random.NextInt(dataset.Side - height + 1), random.NextInt(dataset.Side - width + 1));
        return new Box(top, top + height, left, left + width);
    }

    private bool IsBright(Box place, int row, int column) =>
        FlagPattern.All[flag].IsBright((column + 0.5 - place.Left) / place.Width, (row + 0.5 - place.Top) / place.Height);

    private static bool Contains(Box place, int row, int column) =>
        row >= place.Top && row < place.Bottom && column >= place.Left && column < place.Right;

    private static byte[] ColourFrom(RandomStream random, int darkest) =>
        [(byte)(darkest + random.NextInt(100)), (byte)(darkest + random.NextInt(100)), (byte)(darkest + random.NextInt(100))];

    private static byte[] GrassFrom(RandomStream random) => [(byte)random.NextInt(80), (byte)(90 + random.NextInt(90)), (byte)random.NextInt(60)];
}
