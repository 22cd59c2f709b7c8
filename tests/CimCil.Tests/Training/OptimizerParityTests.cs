using CimCil.Learners;
using CimCil.Masking;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Tests.Training;

/// <summary>Our optimizers and clipping against folder 14.</summary>
[TestClass]
public sealed class OptimizerParityTests
{
    private const string Folder = "14_optim";

    [TestMethod]
    public void ParityOfSgd() => Follow("sgd", parameter => new FlatSgd([parameter], momentum: 0.9, weightDecay: 5e-4) { LearningRate = 0.1 });

    [TestMethod]
    public void ParityOfAdam() => Follow("adam", parameter => new FlatAdam([parameter], weightDecay: 5e-4) { LearningRate = 0.01 });

    [TestMethod]
    public void ParityOfClipping()
    {
        using var scope = NewDisposeScope();
        var before = Golden.Files(Folder, "clip_grad_before_*.npy");
        var gradients = before.Select(path => Golden.Array(path).ToTensor()).ToArray();
        var norm = GradientClip.ToJointNorm(gradients, 1);
        norm.ShouldEqual($"{Folder}/clip_total_norm.npy", 1e-10);
        for (var i = 0; i < gradients.Length; i++)
            gradients[i].ShouldEqual(before[i].Replace("before", "after", StringComparison.Ordinal), 1e-10);
    }

    private static void Follow(string name, Func<Parameter, FlatOptimizer> create)
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(Golden.Array($"{Folder}/{name}_w0.npy").ToTensor());
        using var optimizer = create(parameter);
        var (gradients, trace) = (Golden.Array($"{Folder}/{name}_grads.npy").ToTensor(), Golden.Array($"{Folder}/{name}_trace.npy"));
        var width = (int)trace.Shape[1];
        for (var step = 0; step < trace.Shape[0]; step++)
        {
            optimizer.ZeroGradients();
            (parameter * gradients[step]).sum().backward();
            optimizer.Step();
            Near.RelativeToLargest(trace.ToDoubles().AsSpan(step * width, width), parameter.Values(), 1e-10, $"{name} step {step}");
        }
    }
}
