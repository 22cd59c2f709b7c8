using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Learners;
using static TorchSharp.torch;

namespace CimCil.Exemplars;

/// <summary>Makes the candidates of a class for herding: features of the pictures as they would be stored (algorithm, section 8).</summary>
/// <param name="data">The test transform.</param>
/// <param name="loading">How images are loaded.</param>
/// <param name="batchSize">Images per step.</param>
public sealed class FeatureExtractor(DatasetConfig data, Loading loading, int batchSize)
{
    private readonly ImagePipeline _pipeline = ImagePipeline.ForTesting(data);

    /// <summary>Candidates of one class. Images that are left out as corrupt are not among them.</summary>
    /// <remarks>Puts the learner into evaluation mode.</remarks>
    public ClassCandidates Extract(Learner learner, int label, string className, IReadOnlyList<CompressedImage> images)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(images);
        learner.Eval();
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        using var fast = CpuConvolutions.AllowUnpadded(learner.Branches[0].Width);
        var kept = new List<CompressedImage>(images.Count);
        var features = new List<Tensor>();
        foreach (var batch in loading.InOrder([.. images.Select(image => new Sample(image, label))], _pipeline, batchSize))
        {
            using var disposal = batch;
            using var step = NewDisposeScope();
            features.Add(learner.Features(batch.ToImages(learner.Branches[0].Device)).MoveToOuterDisposeScope());
            foreach (var index in batch.Indices)
                kept.Add(images[index]);
        }
        if (kept.Count == 0)
            throw new DataException($"No image of class {className} can be decoded: a class needs at least one. Mend its files or leave the class out.");
        return new ClassCandidates(label, className, kept, FeatureRows.Of(cat(features, 0)));
    }
}
