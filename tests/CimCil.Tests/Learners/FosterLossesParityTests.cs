using System.Globalization;
using System.Text.Json;
using CimCil.Learners;
using CimCil.Learners.Der;
using CimCil.Learners.Foster;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Tests.Learners;

[TestClass]
public sealed class FosterLossesParityTests
{
    private const string Folder = "06_losses";
    private const double Float32 = 1e-5;

    private static JsonElement Info => Golden.Json($"{Folder}/info.json");

    [TestMethod]
    public void ParityOfTheThreeBoostingLosses()
    {
        using var scope = NewDisposeScope();
        var losses = Info.GetProperty("losses");
        var (logits, branch, old) = (Variable("logits"), Variable("fe_logits"), Tensor("old_logits"));
        var classification = Losses.CrossEntropy(logits / Tensor("per_cls_weights_used"), Tensor("targets"));
        var newBranch = Losses.CrossEntropy(branch, Tensor("targets"));
        var distillation = Losses.Distillation(logits.narrow(1, 0, old.shape[1]), old, losses.GetProperty("T").GetDouble());
        var total = classification + newBranch + (losses.GetProperty("lambda_okd").GetDouble() * distillation);
        ShouldEqual("loss_clf", classification);
        ShouldEqual("loss_fe", newBranch);
        ShouldEqual("loss_kd", distillation);
        ShouldEqual("total", total);
        ShouldEqual("plain_ce", Losses.CrossEntropy(logits, Tensor("targets")));
        total.backward();
        logits.grad!.ShouldEqual($"{Folder}/grad_total_logits.npy", Float32);
        branch.grad!.ShouldEqual($"{Folder}/grad_total_fe_logits.npy", Float32);
    }

    [TestMethod]
    public void ParityOfTheBalancedDistillation()
    {
        using var scope = NewDisposeScope();
        var learning = Variable("student_logits");
        var loss = FosterLosses.BalancedDistillation(learning, Tensor("logits"), Tensor("per_cls_weights_used"), Info.GetProperty("losses").GetProperty("T").GetDouble());
        ShouldEqual("bkd", loss);
        loss.backward();
        learning.grad!.ShouldEqual($"{Folder}/grad_bkd_student_logits.npy", Float32);
    }

    [TestMethod]
    public void ParityOfTheAuxiliaryLossOfDer()
    {
        using var scope = NewDisposeScope();
        var known = Tensor("old_logits").shape[1];
        var labels = DerLearner.AuxiliaryLabels(Tensor("targets"), (int)known);
        CollectionAssert.AreEqual(Tensor("aux_targets").Values(), labels.Values());
        var logits = Variable("aux_logits");
        var loss = Losses.CrossEntropy(logits, labels);
        ShouldEqual("der_aux", loss);
        loss.backward();
        logits.grad!.ShouldEqual($"{Folder}/grad_aux_logits.npy", Float32);
    }

    [TestMethod]
    public void ParityOfClassWeights()
    {
        foreach (var path in Golden.Files($"{Folder}/per_cls_weights"))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            var isCorrected = name.EndsWith("_corrected", StringComparison.Ordinal);
            var isBoost = name.Contains("_boost", StringComparison.Ordinal);
            var setting = Info.GetProperty(name[..name.IndexOf(isBoost ? "_boost" : "_compress", StringComparison.Ordinal)]);
            // Decision 10: the reference's own count is wrong; both are stored.
            var newCounts = setting.GetProperty(isCorrected ? "true_count" : "getlen_as_written").EnumerateArray().Select(count => count.GetDouble());
            var oldCounts = Enumerable.Repeat(setting.GetProperty("samples_old_class").GetDouble(), setting.GetProperty("known").GetInt32());
            var weights = ClassWeights.EffectiveNumber(setting.GetProperty(isBoost ? "beta1" : "beta2").GetDouble(), [.. oldCounts, .. newCounts]);
            Near.RelativeToLargest(Golden.Array(path).ToDoubles(), weights, Float32, path);
        }
    }

    [TestMethod]
    public void ParityOfHeadAlignment()
    {
        using var scope = NewDisposeScope();
        var newClassCount = (int)(Tensor("logits").shape[1] - Tensor("old_logits").shape[1]);
        foreach (var path in Golden.Files($"{Folder}/align").Where(path => !path.EndsWith("fc_before.npy", StringComparison.Ordinal)))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            const string Foster = "foster_value";
            var value = name.StartsWith(Foster, StringComparison.Ordinal) ? double.Parse(name[Foster.Length..], CultureInfo.InvariantCulture) : 1;
            var weight = Tensor("align/fc_before").clone();
            HeadAlignment.ScaleNewRows(weight, newClassCount, value);
            weight.ShouldEqual(path, Float32);
        }
    }

    [TestMethod]
    public void ClassWeightsAreAlikeForEqualCountsAndRefuseAnEmptyClass()
    {
        CollectionAssert.AreEqual(new[] { 1.0, 1.0, 1.0 }, ClassWeights.EffectiveNumber(0.97, [7, 7, 7]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ClassWeights.EffectiveNumber(0.97, [7, 0]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ClassWeights.EffectiveNumber(1, [7]));
    }

    private static void ShouldEqual(string name, Tensor actual) =>
        Near.RelativeToLargest([Info.GetProperty("losses").GetProperty(name).GetDouble()], [actual.ToDouble()], Float32, name);

    private static Tensor Tensor(string name) => Golden.Array($"{Folder}/{name}.npy").ToTensor();

    private static Tensor Variable(string name) => Tensor(name).requires_grad_(true);
}
