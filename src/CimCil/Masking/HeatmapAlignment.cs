namespace CimCil.Configuration;

/// <summary>Which pixel of the image a cell of a heatmap is laid over.</summary>
/// <remarks>
/// A window of odd side that is padded by half of it and moves in steps of s is centred on the first pixel of each step, and so is all that a
/// network with strides makes of it: the cells of its last map stand for every <c>stride</c>-th pixel, from the first one. Enlarged as images
/// are, they come to lie over the middle of their pixels, (stride - 1) / 2 further down and to the right. On ResNet-18 at 224 pixels that
/// is 15.5 pixels.
/// </remarks>
public enum HeatmapAlignment
{
    /// <summary>The middle of its pixels, as in the reference.</summary>
    AsEnlarged,

    /// <summary>The pixel that its windows are centred on.</summary>
    Centred,
}
