using static TorchSharp.torch;

namespace CimCil.Masking;

/// <summary>
/// Moves heatmaps so that, enlarged, each cell comes to lie over the pixel that its windows are centred on
/// (<see cref="Configuration.HeatmapAlignment.Centred"/>). It happens at the heatmap's own size: whoever enlarges it, a user of an exported
/// model too, gets the right place.
/// </summary>
internal static class CellCentres
{
    /// <summary>
    /// What each cell of the moved side is made of, [cells, cells] row by row: the map between the two cells around the pixel that is the
    /// middle of its own.
    /// </summary>
    /// <param name="cells">Cells of the side.</param>
    /// <param name="pixels">Pixels of the same side of the network's input.</param>
    /// <param name="stride">Pixels from one cell to the next.</param>
    public static float[] Shares(int cells, int pixels, long stride)
    {
        var shares = new float[cells * cells];
        for (var i = 0; i < cells; i++)
        {
            var pixel = ((i + 0.5) * pixels / cells) - 0.5;
            var place = Math.Clamp(pixel / stride, 0, cells - 1);
            var (first, rest) = ((int)place, place - (int)place);
            shares[(i * cells) + first] += (float)(1 - rest);
            shares[(i * cells) + Math.Min(first + 1, cells - 1)] += (float)rest;
        }
        return shares;
    }

    /// <summary>Moves maps [N, h, w] of images of height x width pixels; differentiable.</summary>
    public static Tensor Move(Tensor maps, int height, int width, long stride)
    {
        using var scope = NewDisposeScope();
        Tensor Matrix(long cells, int pixels) => tensor(Shares((int)cells, pixels, stride)).view(cells, cells).to(maps.dtype).to(maps.device);
        return Matrix(maps.shape[1], height).matmul(maps).matmul(Matrix(maps.shape[2], width).transpose(0, 1)).MoveToOuterDisposeScope();
    }
}
