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
/// <param name="classNames">The classes by label.</param>
internal sealed class Evaluator(EvaluationConfig config, DatasetConfig data, Loading loading, IReadOnlyList<string> classNames)
{
    private const int MostNamed = 3;

    private readonly ImagePipeline _pipeline = ImagePipeline.ForTesting(data);

    /// <summary>The scores of each of the learner's scored networks, by name; one that has two names is run once.</summary>
    /// <remarks>Puts the learner into evaluation mode.</remarks>
    /// <param name="learner">The learner after a phase.</param>
    /// <param name="test">Test images of all classes seen.</param>
    /// <param name="phases">All phases so far, the current one last.</param>
    /// <exception cref="DataException">Of a class no test image can be decoded.</exception>
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
        // Left out without a word such a class would make the accuracy that of the others.
        if (Enumerable.Range(0, classCount).Except(labels.Select(label => (int)label)).Select(label => classNames[label]).ToList() is [var first, ..] missing)
            throw new DataException($"No test image of {(missing.Count == 1 ? "class" : "classes")} {string.Join(", ", missing.Take(MostNamed))}{(missing.Count > MostNamed ? $" and {missing.Count - MostNamed} more" : "")} can be decoded: accuracy needs at least one of each class. Mend the files of {first}, or leave the class out in both parts.");
        return new Predictions(labels.ToArray(), cat(ranked, 0).cpu().data<long>().ToArray(), classCount);
    }
}
