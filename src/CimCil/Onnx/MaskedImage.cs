using CimCil.Data;

namespace CimCil.Onnx;

/// <summary>What a mask model found on an image.</summary>
/// <param name="Image">The image.</param>
/// <param name="Label">Its class, given or predicted.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="Box">Its box.</param>
/// <param name="IsFlat">Whether the heatmap holds no evidence, so that the box is the whole image.</param>
internal sealed record MaskedImage(ImageFile Image, int Label, int Height, int Width, Box Box, bool IsFlat);
