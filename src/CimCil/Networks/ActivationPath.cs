namespace CimCil.Networks;

/// <summary>Every activation exists twice in a network; one forward pass uses one kind throughout (algorithm, section 2).</summary>
public enum ActivationPath
{
    /// <summary>ReLU: the CIL model, theta alone.</summary>
    Relu,

    /// <summary>Learnable rational functions: the mask model, theta and phi.</summary>
    Rational,
}
