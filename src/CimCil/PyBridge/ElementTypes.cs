using TorchSharp;

namespace CimCil.PyBridge;

/// <summary>What the formats and TorchSharp call an element type; null where they do not have it.</summary>
internal sealed record ElementTypeInfo(
    ElementType Type, int Size, string TorchName, string? StorageName, string? SafeTensorsName, torch.ScalarType? Scalar)
{
    /// <summary>Bytes that change places between little and big endian: half of a complex element.</summary>
    public int SwappedSize => Type is ElementType.Complex64 or ElementType.Complex128 ? Size / 2 : Size;
}

/// <summary>The table of element types.</summary>
internal static class ElementTypes
{
    private static readonly ElementTypeInfo[] All =
    [
        new(ElementType.Bool, 1, "bool", "BoolStorage", "BOOL", torch.ScalarType.Bool),
        new(ElementType.UInt8, 1, "uint8", "ByteStorage", "U8", torch.ScalarType.Byte),
        new(ElementType.Int8, 1, "int8", "CharStorage", "I8", torch.ScalarType.Int8),
        new(ElementType.Int16, 2, "int16", "ShortStorage", "I16", torch.ScalarType.Int16),
        new(ElementType.UInt16, 2, "uint16", null, "U16", null),
        new(ElementType.Int32, 4, "int32", "IntStorage", "I32", torch.ScalarType.Int32),
        new(ElementType.UInt32, 4, "uint32", null, "U32", null),
        new(ElementType.Int64, 8, "int64", "LongStorage", "I64", torch.ScalarType.Int64),
        new(ElementType.UInt64, 8, "uint64", null, "U64", null),
        new(ElementType.Float16, 2, "float16", "HalfStorage", "F16", torch.ScalarType.Float16),
        new(ElementType.BFloat16, 2, "bfloat16", "BFloat16Storage", "BF16", torch.ScalarType.BFloat16),
        new(ElementType.Float32, 4, "float32", "FloatStorage", "F32", torch.ScalarType.Float32),
        new(ElementType.Float64, 8, "float64", "DoubleStorage", "F64", torch.ScalarType.Float64),
        new(ElementType.Complex64, 8, "complex64", "ComplexFloatStorage", "C64", torch.ScalarType.ComplexFloat32),
        new(ElementType.Complex128, 16, "complex128", "ComplexDoubleStorage", null, torch.ScalarType.ComplexFloat64),
        new(ElementType.Float8E4M3, 1, "float8_e4m3fn", null, "F8_E4M3", null),
        new(ElementType.Float8E5M2, 1, "float8_e5m2", null, "F8_E5M2", null),
        new(ElementType.Float8E8M0, 1, "float8_e8m0fnu", null, "F8_E8M0", null),
    ];

    /// <summary>Every type that has a name here.</summary>
    public static IReadOnlyList<ElementTypeInfo> Named => All;

    /// <summary>A type of a safetensors file that is unknown here: how many bytes an element takes is not known (0).</summary>
    public static ElementTypeInfo Unknown(string safeTensorsName) => new(ElementType.Other, 0, NameList.Shorten(safeTensorsName), null, safeTensorsName, null);

    /// <summary>The type of a number of <c>TensorProto.DataType</c>; null for texts and types that are not read.</summary>
    public static ElementTypeInfo? ByOnnxNumber(long number) => number switch
    {
        1 => ElementType.Float32.Info(),
        2 => ElementType.UInt8.Info(),
        3 => ElementType.Int8.Info(),
        5 => ElementType.Int16.Info(),
        6 => ElementType.Int32.Info(),
        7 => ElementType.Int64.Info(),
        9 => ElementType.Bool.Info(),
        10 => ElementType.Float16.Info(),
        11 => ElementType.Float64.Info(),
        16 => ElementType.BFloat16.Info(),
        _ => null,
    };

    public static ElementTypeInfo Info(this ElementType type) => All[(int)type];

    public static ElementTypeInfo? ByTorchName(string name) => Array.Find(All, info => info.TorchName == name);

    public static ElementTypeInfo? ByStorageName(string name) => Array.Find(All, info => info.StorageName == name);

    public static ElementTypeInfo? BySafeTensorsName(string name) => Array.Find(All, info => info.SafeTensorsName == name);

    public static ElementTypeInfo? ByScalar(torch.ScalarType scalar) => Array.Find(All, info => info.Scalar == scalar);
}
