using CimCil.PyBridge;
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
    [DataRow("SGD")]
    [DataRow("Adam")]
    [DataRow("Adam with amsgrad")]
    public void AResumedOptimizerTakesTheSameSteps(string kind)
    {
        using var scope = torch.NewDisposeScope();
        var parameters = Parameters();
        using var optimizer = Create(kind, parameters, rate: 0.05);
        Step(optimizer, parameters, 3);
        var path = _folder["optimizer.pth"];
        optimizer.save_py(path);

        var copies = parameters.Select(parameter => new Parameter(parameter.detach().clone())).ToList();
        using var resumed = Create(kind, copies, rate: 0.7);
        resumed.load_py(path);
        Step(optimizer, parameters, 2);
        Step(resumed, copies, 2);
        foreach (var (expected, actual) in parameters.Zip(copies))
            StoredTensors.AreEqual(expected, actual, kind);
    }

    [TestMethod]
    [DataRow("SGD")]
    [DataRow("Adam")]
    [DataRow("Adam with amsgrad")]
    public void AnOptimizerThatWasSavedBeforeItsFirstStepTakesTheSameSteps(string kind)
    {
        using var scope = torch.NewDisposeScope();
        var parameters = Parameters();
        using var optimizer = Create(kind, parameters, rate: 0.05);
        optimizer.save_py(_folder["optimizer.pth"]);
        var copies = parameters.Select(parameter => new Parameter(parameter.detach().clone())).ToList();
        using var loaded = Create(kind, copies, rate: 0.7);
        loaded.load_py(_folder["optimizer.pth"]);
        Step(optimizer, parameters, 3);
        Step(loaded, copies, 3);
        foreach (var (expected, actual) in parameters.Zip(copies))
            StoredTensors.AreEqual(expected, actual, kind);
    }

    [TestMethod]
    public void StateOfAnotherShapeIsRefusedAndChangesNothing()
    {
        using var scope = torch.NewDisposeScope();
        var parameters = Parameters();
        using var optimizer = Create("SGD", parameters, rate: 0.05);
        Step(optimizer, parameters, 1);
        var path = _folder["optimizer.pth"];
        optimizer.save_py(path);
        var turned = new List<Parameter> { new(torch.ones(3)), new(torch.ones(2, 3)) };
        using var other = Create("SGD", turned, rate: 0.7);
        Assert.Contains("same order", Assert.ThrowsExactly<CheckpointException>(() => other.load_py(path)).Message);
        Assert.AreEqual(0.7, other.ParamGroups.Single().LearningRate);
        using var adam = Create("Adam", Parameters(), rate: 0.7);
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

    private static List<Parameter> Parameters() => [new(torch.ones(2, 3)), new(torch.full([3], 2.0f))];

    private static OptimizerHelper Create(string kind, IEnumerable<Parameter> parameters, double rate) => kind switch
    {
        "SGD" => torch.optim.SGD(parameters, rate, momentum: 0.9, weight_decay: 5e-4),
        "Adam" => torch.optim.Adam(parameters, rate, weight_decay: 5e-4),
        _ => torch.optim.Adam(parameters, rate, weight_decay: 5e-4, amsgrad: true),
    };

    private static void Step(OptimizerHelper optimizer, List<Parameter> parameters, int count)
    {
        for (var i = 0; i < count; i++)
        {
            optimizer.zero_grad();
            parameters.Select(parameter => (parameter * parameter * (i + 1)).sum()).Aggregate((a, b) => a + b).backward();
            optimizer.step();
        }
    }
}
