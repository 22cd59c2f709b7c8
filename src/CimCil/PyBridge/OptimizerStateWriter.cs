using TorchSharp;
using TorchSharp.Modules;

namespace CimCil.PyBridge;

/// <summary>Describes an optimizer's state as Python's <c>state_dict()</c> does.</summary>
internal static class OptimizerStateWriter
{
    public static PyDictionary Describe(OptimizerHelper optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        var dictionary = optimizer.state_dict();
        var state = new PyDictionary();
        for (var i = 0; i < dictionary.State.Count; i++)
        {
            if (Entries(dictionary.State[i]) is { } entries)
                state.Add((long)i, entries);
        }
        var groups = new PySequence(PySequenceKind.List);
        foreach (var (options, parameters) in dictionary.Options.Zip(dictionary.StateIndexRef))
        {
            var group = Settings(options);
            var indices = new PySequence(PySequenceKind.List);
            foreach (var index in parameters)
                indices.Add((long)index);
            group.Add("params", indices);
            groups.Add(group);
        }
        return Dictionary(("state", state), ("param_groups", groups));
    }

    /// <summary>The state of a parameter, or null before its first step.</summary>
    private static PyDictionary? Entries(OptimizerState state) => state switch
    {
        SGD.State { momentum_buffer: { } buffer } => Dictionary(("momentum_buffer", buffer)),
        SGD.State => null,
        Adam.State { step: 0 } => null,
        Adam.State adam => AdamEntries(adam),
        _ => throw OptimizerStateReader.OtherOptimizer(state.GetType()),
    };

    private static PyDictionary AdamEntries(Adam.State state)
    {
        var entries = Dictionary(
            ("step", torch.tensor((float)state.step)),
            ("exp_avg", state.exp_avg),
            ("exp_avg_sq", state.exp_avg_sq));
        if (state.max_exp_avg_sq is { } maximum)
            entries.Add("max_exp_avg_sq", maximum);
        return entries;
    }

    private static PyDictionary Settings(OptimizerOptions options) => options switch
    {
        SGD.Options sgd => Dictionary(
            ("lr", sgd.LearningRate), ("momentum", sgd.momentum), ("dampening", sgd.dampening), ("weight_decay", sgd.weight_decay),
            ("nesterov", sgd.nesterov), ("maximize", sgd.maximize), ("foreach", null), ("differentiable", false),
            ("fused", null), ("initial_lr", sgd.InitialLearningRate)),
        Adam.Options adam => Dictionary(
            ("lr", adam.LearningRate), ("betas", Pair(adam.beta1, adam.beta2)), ("eps", adam.eps), ("weight_decay", adam.weight_decay),
            ("amsgrad", adam.amsgrad), ("maximize", adam.maximize), ("foreach", null), ("capturable", false), ("differentiable", false),
            ("fused", null), ("initial_lr", adam.InitialLearningRate)),
        _ => throw OptimizerStateReader.OtherOptimizer(options.GetType()),
    };

    private static PySequence Pair(object? first, object? second)
    {
        var pair = new PySequence(PySequenceKind.Tuple);
        pair.Add(first);
        pair.Add(second);
        return pair;
    }

    private static PyDictionary Dictionary(params ReadOnlySpan<(string Key, object? Value)> entries)
    {
        var dictionary = new PyDictionary();
        foreach (var (key, value) in entries)
            dictionary.Add(key, value);
        return dictionary;
    }
}
