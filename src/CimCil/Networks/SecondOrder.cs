namespace CimCil.Configuration;

/// <summary>Whether the mask gradient's second order passes through the rational activations.</summary>
public enum SecondOrder
{
    /// <summary>All of it: what central differences measure.</summary>
    Exact,

    /// <summary>The activations' backward counts as a constant: what the reference computes on a GPU.</summary>
    RationalDetached,
}
