using CimCil.Data;
using CimCil.Masking;

namespace CimCil.Configuration;

/// <summary>A box of a fixed share in the middle of the image (ablation row 5).</summary>
[ConfigSection("centre-box")]
public sealed partial record CentreBox : PlacedBoxConfig
{
    /// <inheritdoc/>
    public override MaskPolicy CreatePolicy() => PolicyWith(new PlacedBoxes((_, size, _) =>
    {
        var (height, width) = BoxSize(size.Height, size.Width);
        var (top, left) = ((size.Height - height) / 2, (size.Width - width) / 2);
        return new Box(top, top + height, left, left + width);
    }));
}
