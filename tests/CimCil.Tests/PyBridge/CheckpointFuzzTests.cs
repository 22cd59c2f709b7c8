using System.Buffers.Binary;
using CimCil.PyBridge;
using TorchSharp;

namespace CimCil.Tests.PyBridge;

/// <summary>
/// Damaged files of every format give a result or <see cref="CheckpointException"/>, in bounded memory. That bounds the work too: an
/// instruction takes at least a byte of the file, and what it makes is charged to the same budget. Input number i is made from file i
/// modulo the number of files with <c>new Random(i)</c>, so a failure is repeated from its number.
/// </summary>
[TestClass]
public sealed class CheckpointFuzzTests
{
    /// <summary>Damaged files that are read; CIMCIL_FUZZ_INPUTS asks for more.</summary>
    private static readonly int InputCount = int.TryParse(Environment.GetEnvironmentVariable("CIMCIL_FUZZ_INPUTS"), out var count) ? count : 20_000;

    private static readonly long[] TellingNumbers = [0, 1, 2, 127, 128, 255, 256, 32767, 65535, int.MaxValue, uint.MaxValue, long.MaxValue, -1, long.MinValue, 1L << 31, 1L << 40];
    private static readonly byte[] Opcodes = [.. "(.0125BCFGIJKLMNPQRSTUVXabcdegh]ij)lopqrstu}"u8, .. Enumerable.Range(0x80, 0x19).Select(code => (byte)code)];

    [TestMethod]
    public void DamagedFilesGiveAResultOrOurException()
    {
        var files = Sources().ToList();
        Assert.IsGreaterThan(6, files.Count);
        var refusedCount = 0;
        for (var i = 0; i < InputCount; i++)
        {
            var input = Mutate(files[i % files.Count], new Random(i));
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            refusedCount += Read(input, i) ? 0 : 1;
            Assert.IsLessThan(4L * input.Length + (64 << 20), GC.GetAllocatedBytesForCurrentThread() - allocated, $"input {i}: memory");
        }
        // Most damage is noticed, and some files stay readable: both ends of the test are at work.
        Assert.IsGreaterThan(InputCount / 4, refusedCount);
        Assert.IsLessThan(InputCount, refusedCount);
    }

    [TestMethod]
    public void SmallFilesThatDescribeHugeStructuresAreRefused()
    {
        foreach (var pickle in HugeStructures())
        {
            var bytes = Zip(pickle);
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var failure = Assert.ThrowsExactly<CheckpointException>(() => CheckpointFile.Open(ByteSource.Over("memory", bytes)));
            Assert.IsLessThan(4L * bytes.Length + (64 << 20), GC.GetAllocatedBytesForCurrentThread() - allocated, failure.Message);
        }
    }

    /// <returns>Whether the input was read.</returns>
    private static bool Read(byte[] input, int number)
    {
        try
        {
            using var scope = torch.NewDisposeScope();
            using var file = CheckpointFile.Open(ByteSource.Over("memory", input));
            var stored = file.Tensors.DistinctBy(tensor => tensor.Storage).Sum(tensor => tensor.Storage.Bytes.Length);
            Assert.IsLessThan(4L * input.Length + (64 << 20), stored, $"input {number}: memory of tensors");
            file.ReadAll();
            return true;
        }
        catch (CheckpointException)
        {
            return false;
        }
        catch (Exception failure) when (failure is not AssertFailedException)
        {
            Assert.Fail($"input {number}: {failure}");
            throw;
        }
    }

    /// <summary>Golden files as they are, and the pickles of the zip ones packed anew around the damage, so that their checksum is right.</summary>
    private static IEnumerable<FuzzSource> Sources()
    {
        foreach (var path in Directory.GetFiles(Golden.File("10_checkpoints")).Order(StringComparer.Ordinal))
        {
            if (Path.GetExtension(path) is not (".pth" or ".pkl" or ".safetensors"))
                continue;
            var bytes = File.ReadAllBytes(path);
            yield return new FuzzSource(bytes, null);
            using var source = ByteSource.Over(path, bytes);
            if (!ZipArchiveIndex.StartsLikeOne(bytes))
                continue;
            var archive = ZipArchiveIndex.Open(source);
            yield return new FuzzSource(null, [.. archive.Names.Select(name => (name, archive.Find(name)!.ReadAll()))]);
        }
    }

    private static byte[] Mutate(FuzzSource source, Random random)
    {
        if (source.Bytes is not null)
            return Damage(source.Bytes, random);
        using var stream = new MemoryStream();
        var archive = new ZipWriter(stream);
        foreach (var (name, content) in source.Entries!)
            archive.Add(name, name.EndsWith("data.pkl", StringComparison.Ordinal) ? Damage(content, random) : content);
        archive.Finish();
        return stream.ToArray();
    }

    private static byte[] Damage(byte[] original, Random random)
    {
        var bytes = (byte[])original.Clone();
        for (var remaining = 1 + random.Next(3); remaining > 0 && bytes.Length > 8; remaining--)
        {
            var position = random.Next(bytes.Length);
            switch (random.Next(6))
            {
                case 0:
                    bytes[position] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes = bytes[..position];
                    break;
                case 2:
                    WriteNumber(bytes, position, 1 << random.Next(4), TellingNumbers[random.Next(TellingNumbers.Length)]);
                    break;
                case 3:
                    bytes[position] = Opcodes[random.Next(Opcodes.Length)];
                    break;
                case 4:
                    var end = Math.Min(bytes.Length, position + 1 + random.Next(64));
                    bytes = random.Next(2) == 0 ? [.. bytes[..position], .. bytes[end..]] : [.. bytes[..end], .. bytes[position..]];
                    break;
                default:
                    random.NextBytes(bytes.AsSpan(position, Math.Min(bytes.Length - position, 1 + random.Next(8))));
                    break;
            }
        }
        return bytes;
    }

    private static void WriteNumber(byte[] bytes, int position, int size, long value)
    {
        Span<byte> field = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(field, value);
        field[..Math.Min(size, bytes.Length - position)].CopyTo(bytes.AsSpan(position));
    }

    private static byte[] Zip(byte[] pickle)
    {
        using var stream = new MemoryStream();
        var archive = new ZipWriter(stream);
        archive.Add("a/data.pkl", pickle);
        archive.Finish();
        return stream.ToArray();
    }

    private static IEnumerable<byte[]> HugeStructures()
    {
        // Millions of empty dictionaries, of marks and of copies on the stack.
        foreach (var opcode in "}(]"u8.ToArray())
            yield return [0x80, 2, .. Enumerable.Repeat(opcode, 3_000_000), (byte)'.'];
        yield return [0x80, 2, (byte)'N', .. Enumerable.Repeat((byte)'2', 10_000_000), (byte)'.'];
        // A list that holds the next one twice, ninety levels deep: 2^90 paths.
        yield return [0x80, 2, (byte)'(', (byte)']', (byte)'q', 0, .. Enumerable.Range(1, 89).SelectMany(i => new byte[] { (byte)']', (byte)'q', (byte)i, (byte)'h', (byte)(i - 1), (byte)'a', (byte)'h', (byte)(i - 1), (byte)'a' }), (byte)'t', (byte)'.'];
        // A list that contains itself.
        yield return [0x80, 2, (byte)']', (byte)'q', 0, (byte)'h', 0, (byte)'a', (byte)'.'];
        // A long key above many values: every name would repeat it.
        yield return [0x80, 2, (byte)'}', (byte)'X', .. BitConverter.GetBytes(1_000_000), .. Enumerable.Repeat((byte)'k', 1_000_000), (byte)']', (byte)'(', .. Enumerable.Repeat((byte)']', 1000), (byte)'e', (byte)'s', (byte)'.'];
        // A string that claims to be longer than the file.
        yield return [0x80, 2, (byte)'X', 0xff, 0xff, 0xff, 0x7f, (byte)'.'];
        yield return [0x80, 4, 0x8d, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, (byte)'.'];
        yield return [0x80, 2, (byte)'N', (byte)'r', 0xff, 0xff, 0xff, 0xff, (byte)'.'];
    }

    private sealed record FuzzSource(byte[]? Bytes, IReadOnlyList<(string Name, byte[] Content)>? Entries);
}
