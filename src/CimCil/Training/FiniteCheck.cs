using CimCil.Foundation;
using CimCil.Learners;
using CimCil.Masking;
using CimCil.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Training;

/// <summary>
/// Looks at every step for numbers that are not finite, before the weights move. One sum over the loss and all gradients tells
/// whether there may be one; only then it is looked for. A GPU is asked every few steps, because asking makes the host wait: what a
/// message needs of the last step is therefore kept until it has been asked for.
/// </summary>
/// <param name="stage">The stage's name, for messages.</param>
/// <param name="model">What is trained.</param>
/// <param name="phase">The phase's index, for messages.</param>
/// <param name="stepsBetweenReadings">How many steps are taken before the sum is read, at least 1.</param>
internal sealed class FiniteCheck(string stage, StageModel model, int phase, int stepsBetweenReadings) : IDisposable
{
    private readonly DeviceReading _reading = DeviceReading.From(model.Network.Device);
    private Tensor? _suspicion;
    private KeptStep? _last;
    private int _unread;

    /// <summary>A step of the task level after its backward pass.</summary>
    public sealed record Step(int Epoch, int Number, Tensor Images, Tensor Labels, StageLoss Loss);

    /// <summary>What a message needs of a step.</summary>
    private sealed record KeptStep(Action Diagnose, IReadOnlyList<Tensor> Tensors);

    /// <summary>How many steps a device takes between two readings: a CPU has nothing to wait for.</summary>
    public static int StepsBetweenReadings(Device device) => device.type == DeviceType.CPU ? 1 : 16;

    /// <summary>A step of the task level.</summary>
    /// <param name="step">The step.</param>
    /// <param name="gradients">The gradients of all parameters that learn, in one tensor.</param>
    /// <exception cref="NonFiniteException">Something in the step, or in one that was not read yet, is not finite.</exception>
    public void Look(Step step, Tensor gradients)
    {
        var (loss, images, labels) = (step.Loss, Held(step.Images), Held(step.Labels));
        var held = new StageLoss(Held(loss.Total), Held(loss.Logits), [.. loss.Terms.Select(term => KeyValuePair.Create(term.Key, Held(term.Value)))]);
        var kept = step with { Images = images, Labels = labels, Loss = held };
        Look(loss.Total, gradients, new KeptStep(() => Diagnose(kept), [images, labels, held.Total, held.Logits, .. held.Terms.Select(term => term.Value)]));
    }

    /// <summary>A step of the mask level after its backward pass.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="number">The step within the epoch.</param>
    /// <param name="losses">Its losses.</param>
    /// <param name="phi">What learns.</param>
    /// <param name="gradients">The gradients of phi, in one tensor.</param>
    /// <exception cref="NonFiniteException">Something in the step, or in one that was not read yet, is not finite.</exception>
    public void Look(int epoch, int number, MaskLosses losses, IReadOnlyList<Parameter> phi, Tensor gradients)
    {
        (string, Tensor)[] scalars =
        [
            ("mask.inner", Held(losses.Inner)), ("mask.validation", Held(losses.Validation)), ("mask.diversity", Held(losses.Diversity)),
            ("mask.memory", Held(losses.Memory)), ("mask.outer", Held(losses.Outer)),
        ];
        void Diagnose() => Throw(epoch, $"mask step {number}", $"masks-{number}", [.. scalars, .. Gradients(phi)], scalars);
        Look(losses.Outer, gradients, new KeptStep(Diagnose, [.. scalars.Select(scalar => scalar.Item2)]));
    }

    /// <summary>What the last step left: weights, statistics and what the network makes of some images in evaluation.</summary>
    /// <exception cref="NonFiniteException">Something of it is not finite.</exception>
    public void LookAtTheEnd(int epoch, Tensor images, Tensor labels, NetworkOutput output)
    {
        (string, Tensor)[] batch = [("images", images), ("labels", labels), ("features", output.Features), ("logits", output.Logits)];
        Throw(
            epoch, "after the last step", "end",
            [batch[0], .. Names().Select(entry => ($"weight {entry.Name}", (Tensor)entry.Parameter)), .. model.Network.named_buffers().Select(entry => ($"statistic {entry.name}", entry.buffer)), .. batch[2..]],
            batch);
    }

    /// <summary>Reads what has not been read, before a part of an epoch counts as done or its state is kept.</summary>
    /// <exception cref="NonFiniteException">Something in the steps that were not read yet is not finite.</exception>
    public void Read()
    {
        if (_last is null)
            return;
        Judge(_suspicion!.item<float>());
        Forget();
    }

    /// <summary>Lets go of the last step.</summary>
    public void Dispose()
    {
        Forget();
        _reading.Dispose();
    }

    private void Look(Tensor loss, Tensor gradients, KeptStep step)
    {
        using var noGradient = no_grad();
        using (NewDisposeScope())
        {
            var sum = loss.detach().to(ScalarType.Float32) + gradients.sum().to(ScalarType.Float32);
            _suspicion = _suspicion is null ? sum.DetachFromDisposeScope() : _suspicion.add_(sum);
        }
        Drop(_last);
        _last = step;
        if (++_unread >= stepsBetweenReadings)
        {
            _reading.Ask(_suspicion);
            _unread = 0;
        }
        if (_reading.TryTake() is { } number)
            Judge(number);
    }

    /// <summary>One bad number makes every later sum bad, so the last step tells as well as the one that began it.</summary>
    private void Judge(float sum)
    {
        if (float.IsFinite(sum))
            return;
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        _last!.Diagnose();
        // The sum alone overflowed; a new one begins.
        _suspicion!.zero_();
    }

    /// <summary>Holds a tensor of a step beyond its dispose scope, without the graph that made it.</summary>
    private static Tensor Held(Tensor tensor) => tensor.detach().DetachFromDisposeScope();

    private void Forget()
    {
        _suspicion?.Dispose();
        Drop(_last);
        (_suspicion, _last, _unread) = (null, null, 0);
    }

    private static void Drop(KeptStep? step)
    {
        foreach (var tensor in step?.Tensors ?? [])
            tensor.Dispose();
    }

    private void Diagnose(Step step)
    {
        var (loss, weights) = (step.Loss, Names().Select(entry => ($"weight {entry.Name}", (Tensor)entry.Parameter)));
        (string, Tensor)[] batch =
        [
            ("images", step.Images), ("labels", step.Labels), ("logits", loss.Logits),
            .. loss.Terms.Select(term => ($"loss.{term.Key}", term.Value)), ("loss", loss.Total),
        ];
        Throw(step.Epoch, $"step {step.Number}", $"step-{step.Number}", [batch[0], .. weights, .. batch[2..], .. Gradients(model.Parameters)], batch);
    }

    /// <summary>Throws when one of the tensors, given in the order of their computation, really is not finite: their sum may merely have overflowed.</summary>
    private void Throw(int epoch, string step, string place, IReadOnlyList<(string Name, Tensor Tensor)> inOrder, IReadOnlyList<(string Name, Tensor Tensor)> batch)
    {
        var first = inOrder.FirstOrDefault(entry => !IsFinite(entry.Tensor));
        if (first.Tensor is null)
            return;
        var dump = batch.Select(entry => (entry.Name, Tensor: entry.Tensor.detach().cpu().clone()))
            .Concat(inOrder.Where(entry => entry.Name.Contains(' ')).Select(entry => (Name: $"range.{entry.Name.Replace(' ', '.')}", Tensor: RangeOf(entry.Tensor))))
            .Select(entry => (entry.Name, entry.Tensor.DetachFromDisposeScope())).ToList();
        throw new NonFiniteException(
            $"Phase {phase}, {stage}, epoch {epoch}, {step}: {first.Name} is not finite ({Example(first.Tensor)}); training cannot go on with such numbers. "
            + "Lower the learning rate of this stage, or look at the images of the step.",
            $"phase-{phase}-{stage}-epoch-{epoch}-{place}", dump);
    }

    private static bool IsFinite(Tensor tensor) => !tensor.is_floating_point() || tensor.isfinite().all().ToBoolean();

    private static string Example(Tensor tensor) => tensor.isnan().any().ToBoolean() ? "NaN" : "infinity";

    /// <summary>Smallest and largest finite value and the number of values that are not finite, [3] float64.</summary>
    private static Tensor RangeOf(Tensor tensor)
    {
        var values = tensor.detach().cpu().to(ScalarType.Float64).view(-1);
        var finite = values.isfinite();
        var kept = values.masked_select(finite);
        var (low, high) = kept.NumberOfElements == 0 ? (double.NaN, double.NaN) : (kept.min().ToDouble(), kept.max().ToDouble());
        return torch.tensor([low, high, finite.logical_not().sum().ToInt64()], ScalarType.Float64);
    }

    private IEnumerable<(string Name, Tensor Tensor)> Gradients(IEnumerable<Parameter> parameters)
    {
        var names = new Dictionary<Parameter, string>(ReferenceEqualityComparer.Instance);
        foreach (var (name, parameter) in Names())
            names.TryAdd(parameter, name);
        foreach (var (i, parameter) in parameters.Index())
        {
            if (parameter.grad is { IsInvalid: false } gradient)
                yield return ($"gradient {names.GetValueOrDefault(parameter, $"{i}")}", gradient);
        }
    }

    private IEnumerable<(string Name, Parameter Parameter)> Names() => model.Network.named_parameters().Select(entry => (entry.name, entry.parameter));
}
