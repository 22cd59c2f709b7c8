namespace CimCil.PyBridge;

/// <summary>The type of a stored tensor's elements, under the names of PyTorch.</summary>
public enum ElementType
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>Unsigned, 8 bits.</summary>
    UInt8,

    /// <summary>Signed, 8 bits.</summary>
    Int8,

    /// <summary>Signed, 16 bits.</summary>
    Int16,

    /// <summary>Unsigned, 16 bits; listed, but TorchSharp has no such tensor.</summary>
    UInt16,

    /// <summary>Signed, 32 bits.</summary>
    Int32,

    /// <summary>Unsigned, 32 bits; listed, but TorchSharp has no such tensor.</summary>
    UInt32,

    /// <summary>Signed, 64 bits.</summary>
    Int64,

    /// <summary>Unsigned, 64 bits; listed, but TorchSharp has no such tensor.</summary>
    UInt64,

    /// <summary>IEEE half precision.</summary>
    Float16,

    /// <summary>The upper half of a float32.</summary>
    BFloat16,

    /// <summary>IEEE single precision.</summary>
    Float32,

    /// <summary>IEEE double precision.</summary>
    Float64,

    /// <summary>Two float32.</summary>
    Complex64,

    /// <summary>Two float64.</summary>
    Complex128,

    /// <summary>Eight bits with four of exponent; listed, but TorchSharp has no such tensor.</summary>
    Float8E4M3,

    /// <summary>Eight bits with five of exponent; listed, but TorchSharp has no such tensor.</summary>
    Float8E5M2,

    /// <summary>Eight bits of exponent, a scale of other numbers; listed, but TorchSharp has no such tensor.</summary>
    Float8E8M0,

    /// <summary>A type of a safetensors file that this library does not know, such as <c>F4</c>; listed, but its values cannot be read.</summary>
    Other,
}
