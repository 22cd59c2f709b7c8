using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;

namespace CimCil.PyBridge;

/// <summary>
/// Takes the state of a Python optimizer over into SGD or Adam. Everything is read and compared before the optimizer changes.
/// </summary>
internal sealed class OptimizerStateReader
{
    private static readonly string[] Keys = ["optimizer", "optimizer_state_dict", "optim"];

    private readonly CheckpointFile _file;
    private readonly string _prefix;
    private readonly PyDictionary _content;
    private readonly List<Action> _changes = [];

    private OptimizerStateReader(CheckpointFile file, string key, PyDictionary content)
    {
        _file = file;
        _prefix = key.Length == 0 ? "state." : $"{key}.state.";
        _content = content;
    }

    public static void Load(OptimizerHelper optimizer, CheckpointFile file)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        var (key, content) = Find(file);
        var reader = new OptimizerStateReader(file, key, content);
        // State outlives the caller's dispose scope, so tensors are detached from it one by one.
        using var scope = torch.NewDisposeScope();
        using var gradients = torch.no_grad();
        reader.Prepare(optimizer);
        foreach (var change in reader._changes)
            change();
    }

    public static CheckpointException OtherOptimizer(Type type) =>
        new($"The state of {type.DeclaringType?.Name ?? type.Name} has no form here; SGD and Adam can be saved and loaded.");

    private static (string Key, PyDictionary Content) Find(CheckpointFile file)
    {
        foreach (var key in Keys.Prepend(""))
        {
            if ((key.Length == 0 ? file.Content : (file.Content as PyDictionary)?[key]) is PyDictionary content && content["param_groups"] is PySequence)
                return (key, content);
        }
        throw new CheckpointException($"{file.Path} has no optimizer state; it is expected at the top or under {string.Join(", ", Keys)}.");
    }

    private void Prepare(OptimizerHelper optimizer)
    {
        var target = optimizer.state_dict();
        var parameters = optimizer.parameters().ToList();
        var groups = ((PySequence)_content["param_groups"]!).Items;
        if (groups.Count != target.Options.Count)
            throw Misfit($"has {groups.Count} parameter groups, the optimizer {target.Options.Count}");
        for (var i = 0; i < groups.Count; i++)
        {
            if (groups[i] is not PyDictionary group || group["params"] is not PySequence indices || indices.Items.Count != target.StateIndexRef[i].Count)
                throw Misfit($"has another number of parameters in group {i} than the optimizer's {target.StateIndexRef[i].Count}");
            PrepareSettings(target.Options[i], group);
            foreach (var (index, fileIndex) in target.StateIndexRef[i].Zip(indices.Items))
                PrepareState(target.State[index], parameters[index], fileIndex, group);
        }
    }

    private void PrepareSettings(OptimizerOptions options, PyDictionary group)
    {
        var rate = Number(group, "lr");
        var initial = group["initial_lr"] is null ? rate : Number(group, "initial_lr");
        _changes.Add(() => (options.LearningRate, options.InitialLearningRate) = (rate, initial));
        switch (options)
        {
            case SGD.Options sgd:
                var (momentum, dampening, decay) = (Number(group, "momentum"), Number(group, "dampening"), Number(group, "weight_decay"));
                _changes.Add(() => (sgd.momentum, sgd.dampening, sgd.weight_decay) = (momentum, dampening, decay));
                _changes.Add(() => (sgd.nesterov, sgd.maximize) = (group["nesterov"] is true, group["maximize"] is true));
                break;
            case Adam.Options adam:
                if (group["betas"] is not PySequence { Items: [double beta1, double beta2] })
                    throw Misfit("has no betas; it is the state of another optimizer than Adam");
                var (epsilon, adamDecay) = (Number(group, "eps"), Number(group, "weight_decay"));
                _changes.Add(() => (adam.beta1, adam.beta2, adam.eps, adam.weight_decay) = (beta1, beta2, epsilon, adamDecay));
                _changes.Add(() => (adam.amsgrad, adam.maximize) = (group["amsgrad"] is true, group["maximize"] is true));
                break;
            default:
                throw OtherOptimizer(options.GetType());
        }
    }

    private void PrepareState(OptimizerState state, Parameter parameter, object? fileIndex, PyDictionary group)
    {
        var stored = fileIndex is long index && _content["state"] is PyDictionary states ? states[index] as PyDictionary : null;
        switch (state)
        {
            case SGD.State sgd:
                var buffer = Buffer(stored, fileIndex, "momentum_buffer", parameter);
                _changes.Add(() => Replace(ref sgd.momentum_buffer, buffer));
                break;
            case Adam.State adam:
                var step = Step(stored, fileIndex);
                var average = Buffer(stored, fileIndex, "exp_avg", parameter) ?? torch.zeros_like(adam.exp_avg);
                var square = Buffer(stored, fileIndex, "exp_avg_sq", parameter) ?? torch.zeros_like(adam.exp_avg_sq);
                var maximum = Buffer(stored, fileIndex, "max_exp_avg_sq", parameter);
                // Before the first step a file has no maximum, and TorchSharp expects one from the start.
                if (group["amsgrad"] is true)
                    maximum ??= torch.zeros_like(adam.exp_avg_sq);
                _changes.Add(() => adam.step = step);
                _changes.Add(() => Replace(ref adam.exp_avg, average));
                _changes.Add(() => Replace(ref adam.exp_avg_sq, square));
                _changes.Add(() => Replace(ref adam.max_exp_avg_sq, maximum));
                break;
            default:
                throw OtherOptimizer(state.GetType());
        }
    }

    private static void Replace(ref torch.Tensor field, torch.Tensor? value)
    {
        field?.Dispose();
        field = value?.DetachFromDisposeScope()!;
    }

    /// <summary>A tensor of the state, of its parameter's type and on its device, or null where the file has none.</summary>
    private torch.Tensor? Buffer(PyDictionary? stored, object? fileIndex, string name, Parameter parameter)
    {
        if (stored?[name] is not PyTensor)
            return null;
        var tensor = _file[string.Create(CultureInfo.InvariantCulture, $"{_prefix}{fileIndex}.{name}")];
        if (!tensor.Shape.SequenceEqual(parameter.shape))
            throw Misfit($"has {tensor}, but the parameter is [{string.Join(", ", parameter.shape)}]; the parameters must come in the same order");
        return tensor.Read().to(parameter.dtype).to(parameter.device).clone();
    }

    /// <summary>Adam counts its steps in a tensor since PyTorch 1.12, before in an integer.</summary>
    private long Step(PyDictionary? stored, object? fileIndex)
    {
        switch (stored?["step"])
        {
            case null:
                return 0;
            case long count and >= 0:
                return count;
            case PyTensor { Shape: [] }:
                using (var tensor = _file[string.Create(CultureInfo.InvariantCulture, $"{_prefix}{fileIndex}.step")].Read())
                    return (long)tensor.to(torch.ScalarType.Float64).ToDouble();
            default:
                throw Misfit("counts steps in an unknown form");
        }
    }

    private double Number(PyDictionary group, string name) => group[name] switch
    {
        double number => number,
        long number => number,
        _ => throw Misfit($"has no number '{name}' in its parameter groups; it is the state of another optimizer"),
    };

    private CheckpointException Misfit(string how) => new($"{_file.Path} {how}.");
}
