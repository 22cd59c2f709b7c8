using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;

namespace CimCil.PyBridge;

/// <summary>
/// Takes the state of a Python optimizer over into TorchSharp's. Everything is read and compared before the optimizer changes.
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
            var form = OptimizerForm.Of(target.Options[i]);
            PrepareSettings(form, target.Options[i], group);
            foreach (var (index, fileIndex) in target.StateIndexRef[i].Zip(indices.Items))
                PrepareState(form, target.State[index], parameters[index], fileIndex, target.Options[i], group);
        }
    }

    private void PrepareSettings(OptimizerForm form, OptimizerOptions options, PyDictionary group)
    {
        var rate = OptimizerSetting.AsNumber(group["lr"]) ?? throw OtherOptimizer("no number 'lr'", options);
        var initial = OptimizerSetting.AsNumber(group["initial_lr"]) ?? rate;
        _changes.Add(() => (options.LearningRate, options.InitialLearningRate) = (rate, initial));
        foreach (var setting in form.Settings)
        {
            var change = setting.Parse(group[setting.Name]) ?? throw OtherOptimizer($"no {setting.Kind} '{setting.Name}'", options);
            _changes.Add(() => change(options));
        }
        // Adam with it is AdamW, which always has it.
        if (group["decoupled_weight_decay"] is true && options is not AdamW.Options)
            throw OtherOptimizer("a decoupled weight decay", options);
        if (group["maximize"] is true && form.Settings.All(setting => setting.Name != "maximize"))
            throw Misfit($"asks to maximize, which TorchSharp's {options.GetType().DeclaringType?.Name} cannot");
    }

    private void PrepareState(OptimizerForm form, OptimizerState state, Parameter parameter, object? fileIndex, OptimizerOptions options, PyDictionary group)
    {
        var stored = fileIndex is long index && _content["state"] is PyDictionary states ? states[index] as PyDictionary : null;
        if (stored is null or { Entries.Count: 0 })
        {
            // Before the first step; what an optimizer begins with depends on its settings.
            _changes.Add(() => Restart(form, state, options));
            return;
        }
        foreach (var entry in form.Entries)
        {
            // Cast, because a number would become a tensor on its way.
            var value = entry.IsNumber ? (object?)Number(stored, fileIndex, entry.Name) : Tensor(stored, fileIndex, entry.Name, parameter);
            if (value is null && entry.IsNeeded(group))
                throw OtherOptimizer($"no '{entry.Name}' in the state of parameter {fileIndex}", options);
            if (entry.Name == "step" && value is not >= 0.0)
                throw Misfit("counts steps in an unknown form");
            _changes.Add(() => entry.Set(state, value));
        }
    }

    private static void Restart(OptimizerForm form, OptimizerState state, OptimizerOptions options)
    {
        foreach (var entry in form.Entries.Where(entry => !entry.IsNumber))
            entry.Set(state, null);
        state.Initialize(options);
        foreach (var entry in form.Entries.Where(entry => !entry.IsNumber))
            entry.Get(state)?.DetachFromDisposeScope();
    }

    /// <summary>A tensor of the state, of its parameter's type and on its device, or null where the file has none.</summary>
    private torch.Tensor? Tensor(PyDictionary stored, object? fileIndex, string name, Parameter parameter)
    {
        if (stored[name] is not PyTensor)
            return null;
        var tensor = _file[NameOf(fileIndex, name)];
        if (!tensor.Shape.SequenceEqual(parameter.shape))
            throw Misfit($"has {tensor}, but the parameter is [{string.Join(", ", parameter.shape)}]; the parameters must come in the same order");
        return tensor.Read().to(parameter.dtype).to(parameter.device).clone();
    }

    /// <summary>Python counts steps in a tensor since PyTorch 1.12, before in an integer; other numbers alike. Null where the file has none.</summary>
    private double? Number(PyDictionary stored, object? fileIndex, string name)
    {
        if (stored[name] is PyTensor { Shape: [] })
        {
            using var tensor = _file[NameOf(fileIndex, name)].Read();
            return tensor.to(torch.ScalarType.Float64).ToDouble();
        }
        return OptimizerSetting.AsNumber(stored[name]);
    }

    private string NameOf(object? fileIndex, string name) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}{fileIndex}.{name}");

    private CheckpointException OtherOptimizer(string what, OptimizerOptions options) =>
        Misfit($"has {what}; it is the state of another optimizer than {options.GetType().DeclaringType?.Name}");

    private CheckpointException Misfit(string how) => new($"{_file.Path} {how}.");
}
