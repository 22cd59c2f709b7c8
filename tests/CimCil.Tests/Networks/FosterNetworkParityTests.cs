using CimCil.Learners.Foster;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Tests.Networks;

[TestClass]
public sealed class FosterNetworkParityTests
{
    private const string Folder = "07_fosternet";

    [TestMethod]
    public void ParityOfTheThirdPhasesForward()
    {
        using var scope = NewDisposeScope();
        using var network = GoldenNetworks.Foster(ScalarType.Float32, $"{Folder}/t2_state");
        network.eval();
        using var noGradient = no_grad();
        var output = network.Apply(Golden.Array($"{Folder}/t2_input.npy").ToTensor(), ForwardPass.Relu);
        output.Maps.ShouldEqual($"{Folder}/t2_out/fmaps.npy", 1e-5);
        output.Features.ShouldEqual($"{Folder}/t2_out/features.npy", 1e-5);
        output.Logits.ShouldEqual($"{Folder}/t2_out/logits.npy", 1e-5);
        output.Of(FosterLearner.NewBranch).ShouldEqual($"{Folder}/t2_out/fe_logits.npy", 1e-5);
        output.Of(FosterLearner.Old).ShouldEqual($"{Folder}/t2_out/old_logits.npy", 1e-5);
    }
}
