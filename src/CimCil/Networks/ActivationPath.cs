namespace CimCil.Networks;

/// <summary>Every activation exists twice in a network; one forward pass uses one kind throughout (algorithm, section 2).</summary>
public enum ActivationPath
{
    /// <summary>ReLU: the CIL model, theta alone.</summary>
    Relu,

    /// <summary>Learnable rational functions: the mask model, theta and phi.</summary>
    Rational,

    /// <summary>Rational functions in the last stage alone and ReLU before it.</summary>
    RationalInLastStage,
}

/// <summary>Where in a backbone an activation is.</summary>
public enum StagePlace
{
    /// <summary>Before the last stage, or in a backbone without stages.</summary>
    Earlier,

    /// <summary>In the last stage.</summary>
    Last,
}
