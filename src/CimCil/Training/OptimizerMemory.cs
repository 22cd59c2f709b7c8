using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Training;

/// <summary>What SGD and Adam remember of each parameter, as named tensors and step counts.</summary>
internal static class OptimizerMemory
{
    /// <summary>Adds what an optimizer remembers under <c>PREFIX.I.NAME</c>, I being the parameter's place. The tensors stay the optimizer's.</summary>
    public static void Collect(OptimizerHelper optimizer, string prefix, Dictionary<string, Tensor> tensors, Dictionary<string, long> counts)
    {
        foreach (var (i, state) in optimizer.state_dict().State.Index())
        {
            switch (state)
            {
                case SGD.State sgd when sgd.momentum_buffer is { } momentum:
                    tensors[$"{prefix}.{i}.momentum_buffer"] = momentum;
                    break;
                case Adam.State { step: > 0 } adam:
                    counts[$"{prefix}.{i}"] = adam.step;
                    tensors[$"{prefix}.{i}.exp_avg"] = adam.exp_avg;
                    tensors[$"{prefix}.{i}.exp_avg_sq"] = adam.exp_avg_sq;
                    break;
            }
        }
    }

    /// <summary>Gives an optimizer over the same parameters back what was collected; the tensors are copied.</summary>
    public static void Restore(OptimizerHelper optimizer, string prefix, TrainingState from)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (i, state) in optimizer.state_dict().State.Index())
        {
            switch (state)
            {
                case SGD.State sgd when from.Tensors.TryGetValue($"{prefix}.{i}.momentum_buffer", out var momentum):
                    Replace(ref sgd.momentum_buffer, momentum, DeviceOf(optimizer, i));
                    break;
                case Adam.State adam when from.StepCounts.TryGetValue($"{prefix}.{i}", out var step):
                    adam.step = step;
                    Replace(ref adam.exp_avg, from.Tensors[$"{prefix}.{i}.exp_avg"], DeviceOf(optimizer, i));
                    Replace(ref adam.exp_avg_sq, from.Tensors[$"{prefix}.{i}.exp_avg_sq"], DeviceOf(optimizer, i));
                    break;
            }
        }
    }

    private static Device DeviceOf(OptimizerHelper optimizer, int i) => optimizer.parameters().ElementAt(i).device;

    private static void Replace(ref Tensor field, Tensor value, Device device)
    {
        field?.Dispose();
        field = value.to(device).clone().DetachFromDisposeScope();
    }
}
