using CimCil.Data;

namespace CimCil.Masking;

/// <summary>A box and the image it was found on.</summary>
/// <param name="Box">The box; empty when everything is downsampled.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
public readonly record struct SizedBox(Box Box, int Height, int Width);
