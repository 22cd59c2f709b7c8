using CimCil.Data;
using CimCil.Masking;

namespace CimCil.Configuration;

/// <summary>A box of a fixed share at a random place, the same one for an image whenever it is asked for (ablation row 4).</summary>
[ConfigSection("random-box")]
public sealed partial record RandomBox : PlacedBoxConfig
{
    /// <inheritdoc/>
    public override MaskPolicy CreatePolicy() => PolicyWith(new PlacedBoxes((image, size, streams) =>
    {
        var (height, width) = BoxSize(size.Height, size.Width);
        var stream = streams.For($"random box of {image.Name}");
        var (top, left) = (stream.NextInt(size.Height - height + 1), stream.NextInt(size.Width - width + 1));
        return new Box(top, top + height, left, left + width);
    }));
}
