using System.Buffers.Binary;
using System.Text;

namespace CimCil.Foundation;

/// <summary>
/// Edits the symbol-version requirements of a 64-bit little-endian ELF library (System V ABI, "Symbol Versioning"). A weak
/// requirement lets the loader accept a dependency that does not define the version.
/// </summary>
internal static class ElfSymbolVersion
{
    private const uint SegmentLoad = 1;
    private const uint SegmentDynamic = 2;
    private const long TagStringTable = 5;
    private const long TagVersionNeeds = 0x6ffffffe;
    private const long TagVersionNeedCount = 0x6fffffff;
    private const ushort WeakFlag = 2;

    /// <summary>Sets the weak bit of every requirement named <paramref name="version"/>, in place.</summary>
    /// <returns>Whether a requirement was changed; false also for anything that is not such a library.</returns>
    public static bool MakeWeak(Span<byte> library, string version)
    {
        try
        {
            return library.Length > 64 && library.StartsWith("\u007fELF\u0002\u0001"u8) && MarkWeak(library, Encoding.ASCII.GetBytes(version));
        }
        catch (Exception failure) when (failure is ArgumentOutOfRangeException or OverflowException or IndexOutOfRangeException)
        {
            // An offset that points outside the file: damaged, so not ours to change.
            return false;
        }
    }

    private static bool MarkWeak(Span<byte> elf, ReadOnlySpan<byte> version)
    {
        if (FindDynamic(elf) is not { } dynamic)
            return false;
        var strings = FileOffset(elf, dynamic.StringTable);
        var need = FileOffset(elf, dynamic.VersionNeeds);
        var changed = false;
        for (ulong i = 0; i < dynamic.VersionNeedCount; i++)
        {
            // Verneed: version u16, count u16, file u32, first auxiliary u32, next u32.
            var auxiliary = need + UInt32(elf, need + 8);
            for (var j = UInt16(elf, need + 2); j > 0; j--)
            {
                // Vernaux: hash u32, flags u16, other u16, name u32, next u32.
                var name = elf[(int)(strings + UInt32(elf, auxiliary + 8))..];
                if (name.StartsWith(version) && name[version.Length] == 0)
                {
                    var flags = elf[(int)(auxiliary + 4)..];
                    BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | WeakFlag));
                    changed = true;
                }
                auxiliary += UInt32(elf, auxiliary + 12);
            }
            if (UInt32(elf, need + 12) is not (> 0 and var next))
                break;
            need += next;
        }
        return changed;
    }

    private static (ulong StringTable, ulong VersionNeeds, ulong VersionNeedCount)? FindDynamic(ReadOnlySpan<byte> elf)
    {
        foreach (var (type, offset, _, size) in Segments(elf))
        {
            if (type != SegmentDynamic)
                continue;
            ulong strings = 0, needs = 0, count = 0;
            for (var entry = offset; entry + 16 <= offset + size; entry += 16)
            {
                var value = UInt64(elf, entry + 8);
                switch ((long)UInt64(elf, entry))
                {
                    case TagStringTable:
                        strings = value;
                        break;
                    case TagVersionNeeds:
                        needs = value;
                        break;
                    case TagVersionNeedCount:
                        count = value;
                        break;
                }
            }
            return needs == 0 || strings == 0 ? null : (strings, needs, count);
        }
        return null;
    }

    private static ulong FileOffset(ReadOnlySpan<byte> elf, ulong address)
    {
        foreach (var (type, offset, start, size) in Segments(elf))
        {
            if (type == SegmentLoad && address >= start && address < start + size)
                return address - start + offset;
        }
        throw new ArgumentOutOfRangeException(nameof(address));
    }

    private static List<(uint Type, ulong Offset, ulong Address, ulong Size)> Segments(ReadOnlySpan<byte> elf)
    {
        var table = UInt64(elf, 32);
        var entrySize = UInt16(elf, 54);
        var segments = new List<(uint, ulong, ulong, ulong)>();
        for (var i = 0; i < UInt16(elf, 56); i++)
        {
            var header = table + (ulong)(i * entrySize);
            segments.Add((UInt32(elf, header), UInt64(elf, header + 8), UInt64(elf, header + 16), UInt64(elf, header + 32)));
        }
        return segments;
    }

    private static ushort UInt16(ReadOnlySpan<byte> elf, ulong offset) => BinaryPrimitives.ReadUInt16LittleEndian(elf.Slice(checked((int)offset), 2));

    private static uint UInt32(ReadOnlySpan<byte> elf, ulong offset) => BinaryPrimitives.ReadUInt32LittleEndian(elf.Slice(checked((int)offset), 4));

    private static ulong UInt64(ReadOnlySpan<byte> elf, ulong offset) => BinaryPrimitives.ReadUInt64LittleEndian(elf.Slice(checked((int)offset), 8));
}
