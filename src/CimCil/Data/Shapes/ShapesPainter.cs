using CimCil.Configuration;
using CimCil.Foundation;

namespace CimCil.Data.Shapes;

/// <summary>A drawn image and the tight box of its object.</summary>
internal sealed record ShapesDrawing(byte[] Pixels, Box TrueBox);

/// <summary>
/// Draws the images of Shapes. An image depends on the drawing seed, the part, the class and its index alone. Only
/// additions, multiplications, divisions and square roots of doubles are used, which IEEE 754 rounds alike everywhere, so
/// the bytes are the same on every machine.
/// </summary>
/// <param name="config">Side, seed, size of the objects and clutter.</param>
internal sealed class ShapesPainter(ShapesDataset config)
{
    private static readonly Outline[] Outlines = [Outline.Disk, Outline.Square, Outline.Triangle];

    private readonly RandomStreams _streams = new(config.DrawingSeed);

    /// <summary>Side of the images in pixels.</summary>
    public int Side { get; } = config.Side;

    /// <summary>Draws one image.</summary>
    /// <param name="part">The part of the dataset, which has streams of its own.</param>
    /// <param name="shapesClass">Position in <see cref="ShapesClass.All"/>.</param>
    /// <param name="index">Number of the image within its class and part.</param>
    public ShapesDrawing Draw(string part, int shapesClass, int index)
    {
        var random = _streams.For($"shapes/{part}", phase: shapesClass, index: index);
        var canvas = new Canvas(Side);
        canvas.Fill(new SmoothNoise(Side, random).At, Colours.DrawQuiet(random));
        var strokeCount = random.NextInt(config.MostStrokes + 1);
        for (var i = 0; i < strokeCount; i++)
            PaintStroke(canvas, random);
        var distractorCount = 1 + random.NextInt(config.MostDistractors);
        for (var i = 0; i < distractorCount; i++)
            PaintDistractor(canvas, random);
        var box = PaintObject(canvas, ShapesClass.All[shapesClass], random);
        return new ShapesDrawing(canvas.ToBytes(random), box);
    }

    private void PaintStroke(Canvas canvas, RandomStream random)
    {
        var stroke = Stroke.Draw(random.NextDouble(0.012, 0.025) * Side, Side, random);
        canvas.Paint(stroke.BoundsIn(Side), stroke.Contains, (_, _) => 0, Colours.DrawPlain(random));
    }

    /// <summary>A smaller outline without a class texture.</summary>
    private void PaintDistractor(Canvas canvas, RandomStream random)
    {
        var outline = Outlines[random.NextInt(Outlines.Length)];
        var figure = Figure.Draw(outline, random.NextDouble(0.1, 0.2) * Side, Side, random);
        canvas.Paint(figure.BoundsIn(Side), figure.Contains, new SmoothNoise(Side, random).At, Colours.DrawQuiet(random));
    }

    private Box PaintObject(Canvas canvas, ShapesClass shapesClass, RandomStream random)
    {
        var figure = Figure.Draw(shapesClass.Outline, random.NextDouble(config.SmallestObject, config.LargestObject) * Side / 2, Side, random);
        var period = random.NextDouble(config.TexturePeriod, 1.25 * config.TexturePeriod) * Side;
        var pattern = Pattern.Draw(shapesClass.Texture, figure, period, random);
        return canvas.Paint(figure.BoundsIn(Side), figure.Contains, pattern.At, Colours.DrawContrast(random));
    }
}
