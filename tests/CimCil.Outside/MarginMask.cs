using CimCil.Configuration;
using CimCil.Masking;

namespace Flags;

/// <summary>Masks that are learnt as the library's CIM learns them; around each box a margin is kept, so that no edge is cut.</summary>
[ConfigSection("margin")]
public sealed partial record MarginMask : BilevelMaskConfig
{
    /// <summary>What the box gets on each side, as a share of that side.</summary>
    [Between(0, 1)]
    public double Margin { get; init; } = 0.1;

    /// <inheritdoc/>
    public override MaskPolicy CreatePolicy()
    {
        var policy = base.CreatePolicy();
        return policy with { Where = new MarginBoxes(policy.Where!, Margin) };
    }
}
