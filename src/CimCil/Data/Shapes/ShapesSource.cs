using CimCil.Configuration;

namespace CimCil.Data.Shapes;

/// <summary>
/// Shapes: a procedural dataset with the problem that compressed exemplars solve. A large textured object lies at a random
/// place and rotation on a cluttered background; its class is an outline and a texture fine enough to die when the image is
/// shrunk by 3 per side, so what has to be kept is inside the object's box, and that box is known.
/// </summary>
internal static class ShapesSource
{
    /// <summary>Drawn images are kept as long as the whole dataset takes no more than this many bytes.</summary>
    private const long CacheLimit = 256L << 20;

    /// <summary>Lists the images; none is drawn yet.</summary>
    public static Dataset Open(ShapesDataset config)
    {
        var painter = new ShapesPainter(config);
        var images = (long)config.ClassCount * (config.TrainImagesPerClass + config.TestImagesPerClass);
        var cache = images * config.Side * config.Side * 3 <= CacheLimit ? ImageCache.Keep : ImageCache.DrawAgain;
        IReadOnlyList<DatasetImage> Part(string part, int imagesPerClass) =>
        [
            .. from shapesClass in Enumerable.Range(0, config.ClassCount)
               from index in Enumerable.Range(0, imagesPerClass)
               select new ShapesImage(painter, part, shapesClass, index, cache),
        ];
        return new Dataset(
            "Shapes",
            [.. ShapesClass.All.Take(config.ClassCount).Select(shapesClass => shapesClass.Name)],
            Part("train", config.TrainImagesPerClass),
            Part("test", config.TestImagesPerClass));
    }
}
