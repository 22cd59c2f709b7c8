namespace CimCil.Configuration;

/// <summary>Which weights the inner step of the bilevel problem moves.</summary>
public enum InnerStep
{
    /// <summary>All convolutions and norms of the trained branch.</summary>
    WholeBackbone,

    /// <summary>All but those of the residual shortcuts, as in the reference.</summary>
    WithoutShortcuts,
}
