namespace CimCil.Networks;

/// <summary>
/// What a backbone is written in. A backbone says once how its layers follow each other; with tensors that is its forward pass, and with
/// the values of a graph its export.
/// </summary>
/// <typeparam name="T">Maps [N, C, h, w].</typeparam>
public interface ILayers<T>
{
    /// <summary>A convolution and the norm after it.</summary>
    T Convolve(T x, Convolution convolution, Norm norm);

    /// <summary>ReLU or the rational activation, as the pass says.</summary>
    T Activate(T x, RationalActivation rational);

    /// <summary>The sum of maps of one shape.</summary>
    T Add(T x, T y);

    /// <summary><see cref="Convolve"/> and <see cref="Activate"/>, without maps in between that anything else could use: so their memory is free.</summary>
    T ConvolveAndActivate(T x, Convolution convolution, Norm norm, RationalActivation rational) => Activate(Convolve(x, convolution, norm), rational);

    /// <summary><see cref="Add"/> and <see cref="Activate"/>, without maps in between that anything else could use: so their memory is free.</summary>
    T AddAndActivate(T x, T y, RationalActivation rational) => Activate(Add(x, y), rational);

    /// <summary>Max pooling with a square window of an odd side; the padding is half of it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The side is even.</exception>
    T MaxPool(T x, int side, int stride);

    /// <summary>A part of the backbone whose intermediate maps are not needed after it.</summary>
    T Part(Func<T> part);
}
