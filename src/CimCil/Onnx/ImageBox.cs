using CimCil.Data;

namespace CimCil.Onnx;

/// <summary>What a mask model found on an image.</summary>
/// <param name="Box">Its box, in pixels of the image.</param>
/// <param name="Label">The class that the box is of, given or predicted.</param>
/// <param name="IsFlat">Whether the heatmap holds no evidence, so that the box is the whole image.</param>
public readonly record struct ImageBox(Box Box, int Label, bool IsFlat);
