using CimCil.Configuration;
using CimCil.Data;
using CimCil.Learners;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Masking;

/// <summary>
/// phi descends the learner's own loss on the images that it compresses; nothing looks ahead to the model after its next step. The paper
/// names joint training and does not define it: this is the bilevel objective without its inner step, and our reading.
/// </summary>
internal sealed class JointTrainer(LearnedMaskConfig config, StageModel model, Phase phase) : PhiTrainer(config, model, phase)
{
    /// <inheritdoc/>
    private protected override (Tensor Inner, Tensor Validation) Differentiate(
        CompressedBatch compressed, Tensor aside, (Tensor Images, Tensor Labels) outer, double thetaRate)
    {
        var loss = Model.Loss(compressed.Hybrid, compressed.Labels, FastWeights.None).Total;
        Backward(loss + aside);
        return (loss, loss);
    }
}
