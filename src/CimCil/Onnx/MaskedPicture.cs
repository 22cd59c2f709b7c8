using CimCil.Data;

namespace CimCil.Onnx;

/// <summary>What a mask model found on a picture.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Label">Its class, given or predicted.</param>
/// <param name="Height">Rows of the picture.</param>
/// <param name="Width">Columns of the picture.</param>
/// <param name="Box">Its box.</param>
/// <param name="IsFlat">Whether the heatmap holds no evidence, so that the box is the whole picture.</param>
public sealed record MaskedPicture(PictureFile Picture, int Label, int Height, int Width, Box Box, bool IsFlat);
