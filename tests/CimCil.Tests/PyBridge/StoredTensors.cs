using System.Runtime.InteropServices;
using TorchSharp;

namespace CimCil.Tests.PyBridge;

/// <summary>Comparison of tensors bit for bit.</summary>
internal static class StoredTensors
{
    /// <summary>The elements in C order as bytes.</summary>
    public static byte[] BytesOf(torch.Tensor tensor)
    {
        using var plain = tensor.detach().cpu().contiguous();
        return plain.bytes.ToArray();
    }

    /// <summary>A golden array may hold bfloat16 as the float32 of the same value, and booleans as bytes.</summary>
    public static void AreEqual(NpyArray expected, torch.Tensor actual, string what)
    {
        CollectionAssert.AreEqual(expected.Shape, actual.shape, $"{what}: shape");
        var widened = actual.dtype == torch.ScalarType.BFloat16 ? actual.to(torch.ScalarType.Float32) : actual;
        var type = widened.dtype == torch.ScalarType.Bool && expected.DType == "|u1" ? expected.DType : DTypeOf(widened.dtype);
        Assert.AreEqual(expected.DType, type, $"{what}: type");
        CollectionAssert.AreEqual(expected.Data, BytesOf(widened), $"{what}: values");
    }

    public static void AreEqual(torch.Tensor expected, torch.Tensor actual, string what)
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape, $"{what}: shape");
        Assert.AreEqual(expected.dtype, actual.dtype, $"{what}: type");
        CollectionAssert.AreEqual(BytesOf(expected), BytesOf(actual), $"{what}: values");
    }

    /// <summary>A tensor of any type with arbitrary bits; booleans are 0 or 1.</summary>
    public static torch.Tensor Random(Random random, torch.ScalarType type, params long[] shape)
    {
        var tensor = torch.empty(shape, type);
        random.NextBytes(tensor.bytes);
        if (type == torch.ScalarType.Bool)
        {
            foreach (ref var value in tensor.bytes)
                value &= 1;
        }
        return tensor;
    }

    public static IReadOnlyList<torch.ScalarType> Types { get; } =
    [
        torch.ScalarType.Bool, torch.ScalarType.Byte, torch.ScalarType.Int8, torch.ScalarType.Int16, torch.ScalarType.Int32, torch.ScalarType.Int64,
        torch.ScalarType.Float16, torch.ScalarType.BFloat16, torch.ScalarType.Float32, torch.ScalarType.Float64, torch.ScalarType.ComplexFloat32, torch.ScalarType.ComplexFloat64,
    ];

    public static byte[] Raw<T>(T[] values) where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static string DTypeOf(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Bool => "|b1",
        torch.ScalarType.Byte => "|u1",
        torch.ScalarType.Int8 => "|i1",
        torch.ScalarType.Int16 => "<i2",
        torch.ScalarType.Int32 => "<i4",
        torch.ScalarType.Int64 => "<i8",
        torch.ScalarType.Float16 => "<f2",
        torch.ScalarType.Float32 => "<f4",
        torch.ScalarType.Float64 => "<f8",
        torch.ScalarType.ComplexFloat32 => "<c8",
        torch.ScalarType.ComplexFloat64 => "<c16",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "NumPy has no such type."),
    };
}
