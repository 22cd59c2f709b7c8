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
    /// What each cell of the moved side is made of, [cells, cells] float32: the map between the two cells around the pixel that is the middle
    /// of its own. Made on the device, so that nothing waits for an upload.
    /// </summary>
    /// <param name="cells">Cells of the side.</param>
    /// <param name="pixels">Pixels of the same side of the network's input.</param>
    /// <param name="stride">Pixels from one cell to the next.</param>
    /// <param name="device">Where it lies.</param>
    public static Tensor Shares(long cells, long pixels, long stride, Device device)
    {
        using var scope = NewDisposeScope();
        var cell = arange(cells, ScalarType.Float64, device);
        var pixel = ((cell + 0.5) * pixels / cells) - 0.5;
        var place = (pixel / stride).clamp(0, cells - 1);
        return (1 - (place.unsqueeze(1) - cell).abs()).clamp_min(0).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Moves maps [N, h, w] of images of height x width pixels; differentiable.</summary>
    public static Tensor Move(Tensor maps, long height, long width, long stride)
    {
        using var scope = NewDisposeScope();
        var rows = Shares(maps.shape[1], height, stride, maps.device).to(maps.dtype);
        var columns = Shares(maps.shape[2], width, stride, maps.device).to(maps.dtype);
        return rows.matmul(maps).matmul(columns.transpose(0, 1)).MoveToOuterDisposeScope();
    }
}
