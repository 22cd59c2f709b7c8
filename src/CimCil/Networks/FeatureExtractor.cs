using CimCil.Configuration;
using CimCil.Data;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>Runs a network over images as they are tested, for their features.</summary>
/// <param name="data">The test transform.</param>
/// <param name="loading">How images are loaded.</param>
/// <param name="batchSize">Images per step.</param>
internal sealed class FeatureExtractor(DatasetConfig data, Loading loading, int batchSize)
{
    private readonly ImagePipeline _pipeline = ImagePipeline.ForTesting(data);

    /// <summary>The features of images, by ReLU activations in evaluation mode.</summary>
    /// <param name="network">The network; is put into evaluation mode.</param>
    /// <param name="samples">The images.</param>
    /// <returns>The positions of the images that could be decoded, and their features [n, D] in the caller's dispose scope; null when there is none.</returns>
    public (IReadOnlyList<int> Positions, Tensor? Features) Extract(IncrementalNetwork network, IReadOnlyList<Sample> samples)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(samples);
        network.eval();
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        using var fast = network.AllowFastConvolutions();
        var positions = new List<int>(samples.Count);
        var features = new List<Tensor>();
        foreach (var batch in loading.InOrder(samples, _pipeline, batchSize))
        {
            using var disposal = batch;
            using var step = NewDisposeScope();
            features.Add(network.Apply(batch.ToImages(network.Device), ForwardPass.Relu).Features.MoveToOuterDisposeScope());
            positions.AddRange(batch.Indices);
        }
        return (positions, features.Count == 0 ? null : cat(features, 0).MoveToOuterDisposeScope());
    }
}
