using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Learners;

/// <summary>
/// Parameters that lie one behind the other in one tensor, as their gradients do in another, so that an optimizer moves all of them
/// in a few passes over memory instead of a few for each. The parameters stay the objects that they are; only their memory moves.
/// </summary>
internal sealed class FlatParameters : IDisposable
{
    /// <summary>Every parameter begins at a multiple of so many elements: no cache line has two, and vector code meets no odd start.</summary>
    private const long Alignment = 16;

    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly long[] _starts;

    /// <summary>Lays parameters of one type and device behind each other and sets their gradients to 0.</summary>
    /// <exception cref="ArgumentException">There is no parameter, or they differ in type or device.</exception>
    public FlatParameters(IEnumerable<Parameter> parameters)
    {
        _parameters = [.. parameters.Distinct<Parameter>(ReferenceEqualityComparer.Instance)];
        if (_parameters is not [var first, ..])
            throw new ArgumentException("An optimizer needs at least one parameter.", nameof(parameters));
        if (_parameters.FirstOrDefault(parameter => parameter.dtype != first.dtype || parameter.device.ToString() != first.device.ToString()) is { } other)
            throw new ArgumentException($"The parameters of a stage are of one type on one device; these are {first.dtype} on {first.device} and {other.dtype} on {other.device}.", nameof(parameters));
        _starts = new long[_parameters.Count];
        var end = 0L;
        foreach (var (i, parameter) in _parameters.Index())
        {
            _starts[i] = end;
            end += (parameter.NumberOfElements + Alignment - 1) / Alignment * Alignment;
        }
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        Values = zeros([end], first.dtype, first.device);
        Gradients = zeros([end], first.dtype, first.device);
        foreach (var ((parameter, value), gradient) in _parameters.Zip(Split(Values)).Zip(Split(Gradients)))
        {
            value.copy_(parameter);
            parameter.set_(value);
            parameter.grad = gradient;
        }
        Values.DetachFromDisposeScope();
        Gradients.DetachFromDisposeScope();
    }

    /// <summary>The parameters, in the order given.</summary>
    public IReadOnlyList<Parameter> All => _parameters;

    /// <summary>All parameters, [P]; changing it moves them.</summary>
    public Tensor Values { get; }

    /// <summary>All gradients, [P]; a backward pass adds to it.</summary>
    public Tensor Gradients { get; }

    /// <summary>The parts of a tensor [P] that belong to each parameter, in its shape; they share its memory.</summary>
    public IReadOnlyList<Tensor> Split(Tensor flat) =>
        [.. _parameters.Select((parameter, i) => flat.narrow(0, _starts[i], parameter.NumberOfElements).view(parameter.shape))];

    /// <summary>Lets go of the gradients; the parameters keep their values.</summary>
    public void Dispose()
    {
        using var scope = NewDisposeScope();
        foreach (var parameter in _parameters.Where(parameter => !parameter.IsInvalid))
            parameter.grad = null;
        Values.Dispose();
        Gradients.Dispose();
    }
}
