using CimCil.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Tests.Networks;

[TestClass]
public sealed class ResNetParityTests
{
    private const string Folder = "02_resnet_w8";

    [TestMethod]
    [DataRow("eval_relu")]
    [DataRow("eval_ratl")]
    [DataRow("train_relu")]
    [DataRow("train_ratl")]
    public void ParityOfMapsFeaturesAndBuffers(string setting)
    {
        using var scope = NewDisposeScope();
        using var network = GoldenNetworks.ResNet($"{Folder}/state", ScalarType.Float32);
        network.train(setting.StartsWith("train", StringComparison.Ordinal));
        using var noGradient = no_grad();
        var maps = network.StageMaps(new TensorLayers(PassOf(setting)), Golden.Array($"{Folder}/input.npy").ToTensor());

        foreach (var path in Golden.Files($"{Folder}/{setting}", "fmap*.npy"))
            maps[int.Parse(Path.GetFileNameWithoutExtension(path)[4..]) - 1].ShouldEqual(path, 1e-5);
        Backbone.Pool(maps[^1]).ShouldEqual($"{Folder}/{setting}/features_f32.npy", 1e-5);
        if (!Directory.Exists(Golden.File($"{Folder}/{setting}/buffers_after")))
            return;
        var state = network.state_dict();
        foreach (var path in Golden.Files($"{Folder}/{setting}/buffers_after"))
            state[Path.GetFileNameWithoutExtension(path)].ShouldEqual(path, 1e-5);
    }

    [TestMethod]
    [DataRow("eval_relu")]
    [DataRow("eval_ratl")]
    [DataRow("train_relu")]
    [DataRow("train_ratl")]
    public void ParityOfFloat64FeaturesAndGradients(string setting)
    {
        using var scope = NewDisposeScope();
        using var network = GoldenNetworks.ResNet($"{Folder}/state", ScalarType.Float64);
        network.train(setting.StartsWith("train", StringComparison.Ordinal));
        var images = Golden.Array($"{Folder}/input.npy").ToTensor().to(ScalarType.Float64).requires_grad_(true);
        var features = Backbone.Pool(network.Maps(images, PassOf(setting)));
        features.ShouldEqual($"{Folder}/{setting}/features_f64.npy", 1e-10);

        var checks = Golden.Json($"{Folder}/{setting}/grad_checks_f64.json");
        var loss = (features * Golden.Array($"{Folder}/{checks.GetProperty("coef").GetString()}").ToTensor()).sum();
        Near.RelativeToLargest([checks.GetProperty("loss").GetDouble()], [loss.ToDouble()], 1e-10, "loss");
        loss.backward();
        images.grad!.norm().ShouldEqual($"{Folder}/{setting}/grad_input_l2.npy", 1e-10);
        var parameters = network.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        foreach (var check in checks.GetProperty("grads").EnumerateObject())
            ShouldAgree(check.Name, check.Value, parameters[check.Name].grad!);
    }

    private static void ShouldAgree(string name, System.Text.Json.JsonElement expected, Tensor gradient)
    {
        var norm = expected.GetProperty("l2").GetDouble();
        var first = expected.GetProperty("first").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        // A sum of many values of either sign is as exact as their norm, not as itself.
        var scale = Math.Max(norm, 1e-300);
        Assert.AreEqual(norm, gradient.norm().ToDouble(), 1e-9 * scale, $"{name}: l2");
        Assert.AreEqual(expected.GetProperty("sum").GetDouble(), gradient.sum().ToDouble(), 1e-9 * scale * Math.Sqrt(gradient.numel()), $"{name}: sum");
        var values = gradient.flatten().Values();
        for (var i = 0; i < first.Length; i++)
            Assert.AreEqual(first[i], values[i], 1e-9 * scale, $"{name}: value {i}");
    }

    private static ForwardPass PassOf(string setting) => setting.EndsWith("relu", StringComparison.Ordinal) ? ForwardPass.Relu : ForwardPass.Rational;
}
