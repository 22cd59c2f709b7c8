using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CimCil.PyBridge;

/// <summary>
/// The CRC-32 of zip entries. Where the processor multiplies polynomials 512 bits wide it is several times faster than
/// <see cref="Crc32"/>, so that verifying a checkpoint costs little beside reading it; elsewhere it is <see cref="Crc32"/>.
/// </summary>
/// <remarks>
/// Method: V. Gopal et al., "Fast CRC computation for generic polynomials using PCLMULQDQ instruction", Intel, 2009, in the form for
/// reflected polynomials: a block is multiplied by a power of x modulo the polynomial and added to a later block.
/// </remarks>
internal sealed class EntryChecksum
{
    private const uint Polynomial = 0x04C11DB7;
    private const uint ReflectedPolynomial = 0xEDB88320;
    private const int VectorSize = 64;
    private const int BlockSize = 4 * VectorSize;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => Remainder((uint)value))];
    private static readonly Vector512<ulong> OverBlock = Multiplier(8 * BlockSize);
    private static readonly Vector512<ulong> OverVector = Multiplier(8 * VectorSize);

    private readonly Crc32? _narrow = Pclmulqdq.V512.IsSupported ? null : new Crc32();
    private uint _register = uint.MaxValue;

    /// <summary>The checksum of all bytes so far.</summary>
    public uint Value => _narrow?.GetCurrentHashAsUInt32() ?? ~_register;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_narrow is not null)
        {
            _narrow.Append(bytes);
            return;
        }
        if (bytes.Length >= BlockSize)
        {
            var rest = bytes.Length % BlockSize;
            FoldBlocks(MemoryMarshal.Cast<byte, Vector512<ulong>>(bytes[..^rest]));
            bytes = bytes[^rest..];
        }
        AppendBytes(bytes);
    }

    // Few calls of long loops: the first must be as fast as the hundredth.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FoldBlocks(ReadOnlySpan<Vector512<ulong>> vectors)
    {
        var first = vectors[0] ^ Vector512.CreateScalar((ulong)_register);
        var (second, third, fourth) = (vectors[1], vectors[2], vectors[3]);
        for (vectors = vectors[4..]; vectors.Length >= 4; vectors = vectors[4..])
        {
            first = Fold(first, OverBlock) ^ vectors[0];
            second = Fold(second, OverBlock) ^ vectors[1];
            third = Fold(third, OverBlock) ^ vectors[2];
            fourth = Fold(fourth, OverBlock) ^ vectors[3];
        }
        var last = Fold(Fold(Fold(first, OverVector) ^ second, OverVector) ^ third, OverVector) ^ fourth;
        // What is left has the remainder of everything before it.
        _register = 0;
        AppendBytes(MemoryMarshal.AsBytes(new ReadOnlySpan<Vector512<ulong>>(in last)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Fold(Vector512<ulong> value, Vector512<ulong> multiplier) =>
        Pclmulqdq.V512.CarrylessMultiply(value, multiplier, 0x00) ^ Pclmulqdq.V512.CarrylessMultiply(value, multiplier, 0x11);

    private void AppendBytes(ReadOnlySpan<byte> bytes)
    {
        var register = _register;
        foreach (var value in bytes)
            register = Table[(byte)(register ^ value)] ^ (register >> 8);
        _register = register;
    }

    private static uint Remainder(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
            value = (value >> 1) ^ ((value & 1) * ReflectedPolynomial);
        return value;
    }

    /// <summary>What moves both halves of each 128 bits a distance of bits ahead.</summary>
    private static Vector512<ulong> Multiplier(int distance)
    {
        var pair = Vector128.Create(ReflectedPower(distance + 32), ReflectedPower(distance - 32));
        var half = Vector256.Create(pair, pair);
        return Vector512.Create(half, half);
    }

    /// <summary>x to a power modulo the polynomial, bits reversed, one place up.</summary>
    private static ulong ReflectedPower(int power)
    {
        var value = 1u;
        for (var i = 0; i < power; i++)
            value = (value << 1) ^ ((value >> 31) * Polynomial);
        var reflected = 0ul;
        for (var bit = 0; bit < 32; bit++)
            reflected |= (ulong)((value >> bit) & 1) << (31 - bit);
        return reflected << 1;
    }
}
