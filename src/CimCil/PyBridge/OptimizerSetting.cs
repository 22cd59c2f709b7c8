using TorchSharp.Modules;

namespace CimCil.PyBridge;

/// <summary>A setting of a parameter group.</summary>
/// <param name="Name">Python's name.</param>
/// <param name="Kind">What its value is, for messages.</param>
/// <param name="Get">Its value as it is pickled.</param>
/// <param name="Parse">What sets a value of a file, or null where it is of another kind.</param>
internal sealed record OptimizerSetting(string Name, string Kind, Func<OptimizerOptions, object?> Get, Func<object?, Action<OptimizerOptions>?> Parse)
{
    /// <summary>Where an object keeps a value.</summary>
    public delegate ref TValue Place<in TOwner, TValue>(TOwner owner);

    public static OptimizerSetting Number<T>(string name, Place<T, double?> place) where T : OptimizerOptions =>
        new(name, "number", options => place((T)options), value => AsNumber(value) is { } number ? options => place((T)options) = number : null);

    /// <summary>A setting that younger versions added; a file that lacks it means false.</summary>
    public static OptimizerSetting Truth<T>(string name, Place<T, bool?> place) where T : OptimizerOptions =>
        new(name, "truth value", options => place((T)options) ?? false, value => value is bool or null ? options => place((T)options) = value is true : null);

    public static OptimizerSetting Pair<T>(string name, Place<T, double?> first, Place<T, double?> second) where T : OptimizerOptions =>
        new(name, "pair of numbers", options => PairOf(first((T)options), second((T)options)), value =>
            value is PySequence { Items: [var a, var b] } && AsNumber(a) is { } one && AsNumber(b) is { } two
                ? options => (first((T)options), second((T)options)) = (one, two)
                : null);

    public static double? AsNumber(object? value) => value switch
    {
        double number => number,
        long number => number,
        _ => null,
    };

    private static PySequence PairOf(double? first, double? second)
    {
        var pair = new PySequence(PySequenceKind.Tuple);
        pair.Add(first);
        pair.Add(second);
        return pair;
    }
}
