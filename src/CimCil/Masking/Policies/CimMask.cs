namespace CimCil.Configuration;

/// <summary>Class-incremental masking: the box comes from learnable activations phi, trained by a bilevel optimisation (the method; ablation row 9).</summary>
[ConfigSection("cim")]
public sealed partial record CimMask : BilevelMaskConfig
{
    /// <summary>The settings of the paper.</summary>
    public static CimMask Paper => new();
}
