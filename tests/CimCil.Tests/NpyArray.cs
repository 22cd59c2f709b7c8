using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using TorchSharp;

namespace CimCil.Tests;

/// <summary>An array of NumPy's .npy format, version 1.0, C order, little endian.</summary>
internal sealed partial record NpyArray(string DType, long[] Shape, byte[] Data)
{
    public static NpyArray Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < 10 || bytes[0] != 0x93 || Encoding.ASCII.GetString(bytes, 1, 5) != "NUMPY" || bytes[6] != 1)
            throw new InvalidDataException($"{path} is not an .npy file of version 1.");
        var headerLength = BitConverter.ToUInt16(bytes, 8);
        var header = Header().Match(Encoding.ASCII.GetString(bytes, 10, headerLength));
        if (!header.Success || header.Groups["order"].Value != "False")
            throw new InvalidDataException($"{path} has a header that is not understood: {Encoding.ASCII.GetString(bytes, 10, headerLength)}");
        var shape = header.Groups["shape"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new NpyArray(header.Groups["dtype"].Value, [.. shape.Select(long.Parse)], bytes[(10 + headerLength)..]);
    }

    /// <summary>The values without conversion; the type must be the array's own.</summary>
    public T[] As<T>() where T : unmanaged => MemoryMarshal.Cast<byte, T>(Data).ToArray();

    /// <summary>The values as float64, whatever the array's type.</summary>
    public double[] ToDoubles() => DType switch
    {
        "<f4" => [.. As<float>().Select(value => (double)value)],
        "<f8" => As<double>(),
        "<i8" => [.. As<long>().Select(value => (double)value)],
        "<i4" => [.. As<int>().Select(value => (double)value)],
        "|i1" => [.. As<sbyte>().Select(value => (double)value)],
        "|u1" or "|b1" => [.. Data.Select(value => (double)value)],
        _ => throw new NotSupportedException($"dtype {DType}"),
    };

    /// <summary>The array as a tensor of its own type, on the CPU.</summary>
    public torch.Tensor OnCpu() => DType switch
    {
        "<f4" => torch.tensor(As<float>(), Shape),
        "<f8" => torch.tensor(As<double>(), Shape),
        "<i8" => torch.tensor(As<long>(), Shape),
        "<i4" => torch.tensor(As<int>(), Shape),
        "|i1" => torch.tensor(As<sbyte>(), Shape),
        "|u1" => torch.tensor(Data, Shape),
        "|b1" => torch.tensor(Data, Shape).to(torch.ScalarType.Bool),
        _ => throw new NotSupportedException($"dtype {DType}"),
    };

    [GeneratedRegex(@"'descr': '(?<dtype>[^']+)', 'fortran_order': (?<order>True|False), 'shape': \((?<shape>[^)]*)\)")]
    private static partial Regex Header();
}
