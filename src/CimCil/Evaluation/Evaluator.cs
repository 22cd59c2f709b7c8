using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Learners;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Evaluation;

/// <summary>Runs networks over the test images of all classes seen (algorithm, section 9).</summary>
/// <param name="config">Batch size and k.</param>
/// <param name="data">The test transform.</param>
/// <param name="loading">How images are loaded.</param>
internal sealed class Evaluator(EvaluationConfig config, DatasetConfig data, Loading loading)
{
    private readonly ImagePipeline _pipeline = ImagePipeline.ForTesting(data);

    /// <summary>The scores of each of the learner's scored networks, by name; one that has two names is run once.</summary>
    /// <remarks>Puts the learner into evaluation mode.</remarks>
    /// <param name="learner">The learner after a phase.</param>
    /// <param name="test">Test images of all classes seen.</param>
    /// <param name="phases">All phases so far, the current one last.</param>
    public IReadOnlyDictionary<string, NetworkScores> Evaluate(Learner learner, IReadOnlyList<Sample> test, IReadOnlyList<Phase> phases)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(phases);
        learner.Eval();
        var scores = new Dictionary<string, NetworkScores>();
        foreach (var same in learner.Scored.GroupBy(scored => (scored.Network, scored.Head)))
        {
            var score = NetworkScores.Of(Predict(same.First(), test, phases[^1].SeenClassCount), phases);
            foreach (var scored in same)
                scores[scored.Name] = score;
        }
        return scores;
    }

    private Predictions Predict(ScoredNetwork scored, IReadOnlyList<Sample> test, int classCount)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        using var fast = scored.Network.AllowFastConvolutions();
        var labels = new List<long>(test.Count);
        var ranked = new List<Tensor>();
        foreach (var batch in loading.InOrder(test, _pipeline, config.BatchSize))
        {
            using var disposal = batch;
            using var step = NewDisposeScope();
            labels.AddRange(batch.Labels);
            var logits = scored.Network.Apply(batch.ToImages(scored.Network.Device), ForwardPass.Relu).Of(scored.Head);
            ranked.Add(logits.topk(Math.Min(config.TopK, classCount), 1).indexes.MoveToOuterDisposeScope());
        }
        if (ranked.Count == 0)
            throw new DataException("No test image can be decoded: evaluation needs at least one of each class. Mend the files.");
        return new Predictions(labels.ToArray(), cat(ranked, 0).cpu().data<long>().ToArray(), classCount);
    }
}
