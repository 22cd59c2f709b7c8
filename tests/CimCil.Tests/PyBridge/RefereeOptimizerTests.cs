using System.Reflection;
using CimCil.PyBridge.Extensions;
using TorchSharp;
using TorchSharp.Modules;
using Referee = TorchSharp.PyBridge.PyBridgeOptimizerExtensions;

namespace CimCil.Tests.PyBridge;

/// <summary>The state of optimizers between us and the package TorchSharp.PyBridge: equal to the bit, and the same steps after it.</summary>
[TestClass]
public sealed class RefereeOptimizerTests
{
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void TheRefereeReadsWhatWeWrite(string kind) => AssertHandsOn(kind, (from, path) => from.save_py(path), (to, path) => Referee.load_py(to, path));

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void WeReadWhatTheRefereeWrites(string kind) => AssertHandsOn(kind, (from, path) => Referee.save_py(from, path), (to, path) => to.load_py(path));

    private void AssertHandsOn(string kind, Action<OptimizerHelper, string> save, Action<OptimizerHelper, string> load)
    {
        using var scope = torch.NewDisposeScope();
        var parameters = Optimizers.Parameters();
        using var optimizer = Optimizers.Create(kind, parameters, rate: 0.05);
        Optimizers.Step(optimizer, parameters, 3);
        save(optimizer, _folder["state.pth"]);
        var copies = Optimizers.CopiesOf(parameters);
        using var other = Optimizers.Create(kind, copies, rate: 0.7);
        load(other, _folder["state.pth"]);
        Assert.AreEqual(0.05, other.ParamGroups.Single().LearningRate);
        foreach (var (expected, actual) in optimizer.state_dict().State.Zip(other.state_dict().State))
            AssertEqual(expected, actual, kind);
        Optimizers.Step(optimizer, parameters, 2);
        Optimizers.Step(other, copies, 2);
        foreach (var (expected, actual) in parameters.Zip(copies))
            StoredTensors.AreEqual(expected, actual, kind);
    }

    private static void AssertEqual(OptimizerState expected, OptimizerState actual, string kind)
    {
        foreach (var field in expected.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            if (field.GetValue(expected) is torch.Tensor tensor)
                StoredTensors.AreEqual(tensor, (torch.Tensor)field.GetValue(actual)!, $"{kind}: {field.Name}");
            else
                Assert.AreEqual(field.GetValue(expected), field.GetValue(actual), $"{kind}: {field.Name}");
        }
    }

    private static IEnumerable<string> Kinds => Optimizers.Kinds;
}
