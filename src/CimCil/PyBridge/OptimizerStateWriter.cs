using TorchSharp.Modules;

namespace CimCil.PyBridge;

/// <summary>Describes an optimizer's state as Python's <c>state_dict()</c> does; the caller's dispose scope gets the tensors of numbers.</summary>
internal static class OptimizerStateWriter
{
    public static PyDictionary Describe(OptimizerHelper optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        var dictionary = optimizer.state_dict();
        // What it knows of disposed parameters is nothing, and would be written over what was saved before.
        if (dictionary.StateIndexRef.All(parameters => parameters.Count == 0))
            throw new CheckpointException($"The {optimizer.GetType().Name} has no parameters: those that it was made for are disposed. Save an optimizer before its module is disposed.");
        var state = new PyDictionary();
        var groups = new PySequence(PySequenceKind.List);
        foreach (var (options, parameters) in dictionary.Options.Zip(dictionary.StateIndexRef))
        {
            var form = OptimizerForm.Of(options);
            groups.Add(Group(form, options, parameters));
            foreach (var index in parameters)
            {
                if (Entries(form, dictionary.State[index]) is { } entries)
                    state.Add((long)index, entries);
            }
        }
        var content = new PyDictionary();
        content.Add("state", state);
        content.Add("param_groups", groups);
        return content;
    }

    /// <summary>The state of a parameter, or null where there is none, as before the first step of SGD.</summary>
    private static PyDictionary? Entries(OptimizerForm form, OptimizerState state)
    {
        var entries = new PyDictionary();
        foreach (var entry in form.Entries)
        {
            if (entry.Get(state) is { } value)
                entries.Add(entry.Name, value);
        }
        return entries.Entries.Count == 0 ? null : entries;
    }

    private static PyDictionary Group(OptimizerForm form, OptimizerOptions options, IEnumerable<int> parameters)
    {
        var group = new PyDictionary();
        group.Add("lr", options.LearningRate);
        foreach (var setting in form.Settings)
            group.Add(setting.Name, setting.Get(options));
        // How Python computes, in its defaults; younger versions expect these keys.
        foreach (var (key, value) in ((string, object?)[])[("foreach", null), ("capturable", false), ("differentiable", false), ("fused", null)])
            group.Add(key, value);
        group.Add("initial_lr", options.InitialLearningRate);
        var indices = new PySequence(PySequenceKind.List);
        foreach (var index in parameters)
            indices.Add((long)index);
        group.Add("params", indices);
        return group;
    }
}
