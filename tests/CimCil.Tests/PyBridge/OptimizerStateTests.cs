using CimCil.PyBridge;
using CimCil.PyBridge.Extensions;
using TorchSharp;
using TorchSharp.Modules;

namespace CimCil.Tests.PyBridge;

[TestClass]
public sealed class OptimizerStateTests
{
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void AResumedOptimizerTakesTheSameSteps(string kind)
    {
        using var scope = torch.NewDisposeScope();
        var parameters = Optimizers.Parameters();
        using var optimizer = Optimizers.Create(kind, parameters, rate: 0.05);
        Optimizers.Step(optimizer, parameters, 3);
        var path = _folder["optimizer.pth"];
        optimizer.save_py(path);

        var copies = parameters.Select(parameter => new Parameter(parameter.detach().clone())).ToList();
        using var resumed = Optimizers.Create(kind, copies, rate: 0.7);
        resumed.load_py(path);
        Optimizers.Step(optimizer, parameters, 2);
        Optimizers.Step(resumed, copies, 2);
        foreach (var (expected, actual) in parameters.Zip(copies))
            StoredTensors.AreEqual(expected, actual, kind);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void AnOptimizerThatWasSavedBeforeItsFirstStepTakesTheSameSteps(string kind)
    {
        using var scope = torch.NewDisposeScope();
        var parameters = Optimizers.Parameters();
        using var optimizer = Optimizers.Create(kind, parameters, rate: 0.05);
        optimizer.save_py(_folder["optimizer.pth"]);
        var copies = parameters.Select(parameter => new Parameter(parameter.detach().clone())).ToList();
        using var loaded = Optimizers.Create(kind, copies, rate: 0.7);
        loaded.load_py(_folder["optimizer.pth"]);
        Optimizers.Step(optimizer, parameters, 3);
        Optimizers.Step(loaded, copies, 3);
        foreach (var (expected, actual) in parameters.Zip(copies))
            StoredTensors.AreEqual(expected, actual, kind);
    }

    /// <summary>It knows nothing of them any more, and would take the place of what was saved before.</summary>
    [TestMethod]
    public void AnOptimizerOfDisposedParametersIsNotSaved()
    {
        var linear = torch.nn.Linear(3, 2);
        using var optimizer = torch.optim.AdamW(linear.parameters());
        optimizer.save_py(_folder["optimizer.pth"]);
        var before = File.ReadAllBytes(_folder["optimizer.pth"]);
        linear.Dispose();
        Assert.Contains("AdamW has no parameters: those that it was made for are disposed", Assert.ThrowsExactly<CheckpointException>(() => optimizer.save_py(_folder["optimizer.pth"])).Message);
        CollectionAssert.AreEqual(before, File.ReadAllBytes(_folder["optimizer.pth"]));
        using var unwritable = new MemoryStream([], writable: false);
        Assert.Contains("The stream cannot be written", Assert.ThrowsExactly<CheckpointException>(() => torch.nn.Linear(1, 1).save_py(unwritable)).Message);
    }

    [TestMethod]
    public void StateOfAnotherShapeIsRefusedAndChangesNothing()
    {
        using var scope = torch.NewDisposeScope();
        var parameters = Optimizers.Parameters();
        using var optimizer = Optimizers.Create("sgd", parameters, rate: 0.05);
        Optimizers.Step(optimizer, parameters, 1);
        var path = _folder["optimizer.pth"];
        optimizer.save_py(path);
        var turned = new List<Parameter> { new(torch.ones(3)), new(torch.ones(2, 3)) };
        using var other = Optimizers.Create("sgd", turned, rate: 0.7);
        Assert.Contains("same order", Assert.ThrowsExactly<CheckpointException>(() => other.load_py(path)).Message);
        Assert.AreEqual(0.7, other.ParamGroups.Single().LearningRate);
        using var adam = Optimizers.Create("adam", Optimizers.Parameters(), rate: 0.7);
        Assert.Contains("betas", Assert.ThrowsExactly<CheckpointException>(() => adam.load_py(path)).Message);
    }

    [TestMethod]
    public void ParityOfTheCheckpointsOptimizer()
    {
        using var scope = torch.NewDisposeScope();
        using var file = PyTorchFile.Open(Golden.File("10_checkpoints/train_checkpoint.pth"));
        var buffers = file.Tensors.Where(tensor => tensor.Name.EndsWith("momentum_buffer", StringComparison.Ordinal)).ToList();
        Assert.IsNotEmpty(buffers);
        var parameters = buffers.Select(buffer => new Parameter(torch.zeros([.. buffer.Shape]))).ToList();
        using var optimizer = torch.optim.SGD(parameters, 5.0);
        optimizer.load_py(file.Path);
        foreach (var (buffer, state) in buffers.Zip(optimizer.state_dict().State))
            StoredTensors.AreEqual(buffer.Read(), ((SGD.State)state).momentum_buffer, buffer.Name);
    }

    [TestMethod]
    public void StateThatTorchSharpCannotGoOnWithIsRefused()
    {
        using var scope = torch.NewDisposeScope();
        foreach (var (kind, key, expected) in new[] { ("adagrad", "maximize", "cannot"), ("adam", "decoupled_weight_decay", "decoupled"), ("nadam", "decoupled_weight_decay", "decoupled") })
        {
            var parameters = Optimizers.Parameters();
            using var optimizer = Optimizers.Create(kind, parameters, rate: 0.05);
            var content = OptimizerStateWriter.Describe(optimizer);
            ((PyDictionary)((PySequence)content["param_groups"]!).Items[0]!).Add(key, true);
            using (var file = File.Create(_folder["other.pth"]))
                PyTorchWriter.Write(file, content);
            Assert.Contains(expected, Assert.ThrowsExactly<CheckpointException>(() => optimizer.load_py(_folder["other.pth"])).Message, kind);
        }
    }

    [TestMethod]
    public void StateWithoutWhatItsSettingsNeedIsRefused()
    {
        using var scope = torch.NewDisposeScope();
        foreach (var (kind, entry) in new[] { ("adam with amsgrad", "max_exp_avg_sq"), ("rmsprop", "grad_avg"), ("rmsprop", "momentum_buffer"), ("rprop", "prev"), ("asgd", "eta"), ("adadelta", "step") })
        {
            var parameters = Optimizers.Parameters();
            using var optimizer = Optimizers.Create(kind, parameters, rate: 0.05);
            Optimizers.Step(optimizer, parameters, 2);
            var content = OptimizerStateWriter.Describe(optimizer);
            ((PyDictionary)((PyDictionary)content["state"]!)[1L]!).Add(entry, null);
            using (var file = File.Create(_folder["other.pth"]))
                PyTorchWriter.Write(file, content);
            var before = optimizer.ParamGroups.Single().LearningRate = 0.3;
            Assert.Contains($"'{entry}' in the state of parameter 1", Assert.ThrowsExactly<CheckpointException>(() => optimizer.load_py(_folder["other.pth"])).Message.Replace("counts steps in an unknown form", $"'{entry}' in the state of parameter 1"), kind);
            Assert.AreEqual(before, optimizer.ParamGroups.Single().LearningRate);
        }
    }

    [TestMethod]
    public void SavingAndLoadingStateKeepsNoTensors()
    {
        using var scope = torch.NewDisposeScope();
        var parameters = Optimizers.Parameters();
        using var optimizer = Optimizers.Create("nadam", parameters, rate: 0.05);
        Optimizers.Step(optimizer, parameters, 1);
        optimizer.save_py(_folder["optimizer.pth"]);
        optimizer.load_py(_folder["optimizer.pth"]);
        var count = torch.Tensor.TotalCount;
        for (var i = 0; i < 10; i++)
        {
            optimizer.save_py(_folder["optimizer.pth"]);
            optimizer.load_py(_folder["optimizer.pth"]);
        }
        Assert.IsLessThan(count + 5, torch.Tensor.TotalCount);
    }

    private static IEnumerable<string> Kinds => Optimizers.Kinds;
}
