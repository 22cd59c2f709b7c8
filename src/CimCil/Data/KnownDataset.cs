using CimCil.Configuration;

namespace CimCil.Data;

/// <summary>What a published dataset holds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ClassCount">Classes.</param>
/// <param name="TrainCount">Training images.</param>
/// <param name="TestCount">Test images.</param>
internal sealed record KnownDataset(string Name, int ClassCount, int TrainCount, int TestCount)
{
    /// <summary>What a section's dataset should hold; null where nobody knows. The training images of an ImageNet subset depend on its classes (0).</summary>
    public static KnownDataset? Of(DatasetConfig config) => config switch
    {
        Food101Dataset => new("Food-101", 101, 75750, 25250),
        ImageNetDataset { Classes: ImageNetClasses.All } => new("ImageNet-1000", 1000, 1281167, 50000),
        ImageNetDataset { Classes: ImageNetClasses.Lucir100 } => new("ImageNet-100", 100, 0, 5000),
        ShapesDataset shapes => new("Shapes", shapes.ClassCount, shapes.ClassCount * shapes.TrainImagesPerClass, shapes.ClassCount * shapes.TestImagesPerClass),
        _ => null,
    };
}
