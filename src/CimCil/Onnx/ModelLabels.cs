namespace CimCil.Onnx;

/// <summary>Where a mask model takes the class from whose heatmap it draws.</summary>
public enum ModelLabels
{
    /// <summary>From its input <c>label</c>.</summary>
    Given,

    /// <summary>It is the class of the largest logit; there is no input <c>label</c>.</summary>
    Predicted,
}
