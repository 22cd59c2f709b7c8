using TorchSharp;
using TorchSharp.Modules;

namespace CimCil.PyBridge;

/// <summary>A part of the state that an optimizer has of a parameter.</summary>
/// <param name="Name">Python's name.</param>
/// <param name="IsNumber">Whether it is a number, which Python keeps as a tensor without dimensions.</param>
/// <param name="Get">Its value: a tensor or null; of a number the tensor that is saved.</param>
/// <param name="Set">Sets a tensor of the parameter's shape, a number, or null.</param>
/// <param name="NeededWith">The setting that makes it needed; empty where it always is, null where it never is.</param>
internal sealed record OptimizerEntry(string Name, bool IsNumber, Func<OptimizerState, torch.Tensor?> Get, Action<OptimizerState, object?> Set, string? NeededWith)
{
    /// <summary>A count of steps, which Python keeps as a float32.</summary>
    public static OptimizerEntry Count<T>(string name, OptimizerSetting.Place<T, long> place) where T : OptimizerState =>
        new(name, true, state => torch.tensor((float)place((T)state)), (state, value) => place((T)state) = (long)(double)value!, "");

    /// <summary>A number, kept whole as a float64; Python gives it the parameter's type on loading.</summary>
    public static OptimizerEntry Number<T>(string name, OptimizerSetting.Place<T, double> place) where T : OptimizerState =>
        new(name, true, state => torch.tensor(place((T)state)), (state, value) => place((T)state) = (double)value!, "");

    public static OptimizerEntry Tensor<T>(string name, OptimizerSetting.Place<T, torch.Tensor> place) where T : OptimizerState => TensorWith(name, place, "");

    public static OptimizerEntry OptionalTensor<T>(string name, OptimizerSetting.Place<T, torch.Tensor> place) where T : OptimizerState => TensorWith(name, place, null);

    /// <summary>A tensor that is needed where a setting is true, or a number other than 0.</summary>
    public static OptimizerEntry TensorWith<T>(string name, OptimizerSetting.Place<T, torch.Tensor> place, string? setting) where T : OptimizerState =>
        new(name, false, state => place((T)state), (state, value) => Replace(ref place((T)state), (torch.Tensor?)value), setting);

    /// <summary>Whether a file's parameter group asks for it.</summary>
    public bool IsNeeded(PyDictionary group) => NeededWith switch
    {
        null => false,
        "" => true,
        _ => group[NeededWith] is true || OptimizerSetting.AsNumber(group[NeededWith]) is not (null or 0),
    };

    /// <summary>State outlives the dispose scope that it was read in.</summary>
    private static void Replace(ref torch.Tensor field, torch.Tensor? value)
    {
        field?.Dispose();
        field = value?.DetachFromDisposeScope()!;
    }
}
