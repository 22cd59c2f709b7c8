using CimCil.Masking;

namespace CimCil.Configuration;

/// <summary>The true box of the object, where the dataset knows it: what a perfect mask would keep.</summary>
[ConfigSection("oracle-box")]
public sealed partial record OracleBox : BoxMaskConfig
{
    /// <inheritdoc/>
    public override bool NeedsTrueBoxes => true;

    /// <inheritdoc/>
    public override MaskPolicy CreatePolicy() => PolicyWith(PlacedBoxes.True);
}
