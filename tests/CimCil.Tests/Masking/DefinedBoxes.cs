using CimCil.Data;
using CimCil.Masking;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Tests.Masking;

/// <summary>Boxes by their definition: the whole heatmap enlarged by libtorch, all of it compared with the threshold, the first and the last masked row and column.</summary>
internal static class DefinedBoxes
{
    public static Box Find(Tensor heatmap, int height, int width, double threshold)
    {
        using var scope = NewDisposeScope();
        if (heatmap.count_nonzero().ToInt64() == 0)
            return Box.Whole(height, width);
        var mask = Heatmap.Resize(heatmap.unsqueeze(0), height, width)[0] > (float)threshold;
        var (top, bottom) = Extent(mask.any(1));
        var (left, right) = Extent(mask.any(0));
        return new Box(top, bottom, left, right);
    }

    /// <summary>First and one past the last true position; 0 and 0 where there is none.</summary>
    private static (int First, int End) Extent(Tensor present)
    {
        bool[] values = present.cpu().data<bool>().ToArray();
        return (Math.Max(0, Array.IndexOf(values, true)), Array.LastIndexOf(values, true) + 1);
    }
}
