using CimCil.PyBridge;

namespace CimCil.Tests.PyBridge;

/// <summary>ONNX files that break a rule, byte by byte: each is one message that names the file and the weight.</summary>
[TestClass]
public sealed class OnnxDamageTests
{
    [TestMethod]
    public void AWholeFileOpens()
    {
        using var file = Open(Model(Tensor([2, 3], 24)));
        CollectionAssert.AreEqual(new long[] { 2, 3 }, file["w"].Shape.ToArray());
        Assert.AreEqual(CheckpointFormat.Onnx, file.Format);
    }

    [TestMethod]
    [DataRow("has 20 bytes where its shape [2, 3] asks for 24", new long[] { 2, 3 }, 20)]
    [DataRow("has the shape [2, -3]", new long[] { 2, -3 }, 24)]
    [DataRow("has the shape", new long[] { long.MaxValue, long.MaxValue }, 24)]
    [DataRow("asks for", new long[] { 1L << 61, 2 }, 24)]
    public void AShapeThatIsNotThatOfTheNumbersIsRefused(string message, long[] shape, int byteCount) => Refused(message, Model(Tensor(shape, byteCount)));

    [TestMethod]
    public void OtherDamageIsRefused()
    {
        Refused("two weights called 'w'", Model([.. Tensor([1], 4), .. Tensor([1], 4)]));
        Refused("external data", Model(Field(5, [.. Varint(2, 1), .. Field(8, "w"u8), .. Field(13, Field(1, "location"u8))])));
        Refused("external data", Model(Field(5, [.. Varint(2, 1), .. Field(8, "w"u8), .. Varint(14, 1)])));
        Refused("holds no graph", Varint(1, 8));
        Refused("holds no weights", Model([]));
        Refused("w (type 99)", Model(Field(5, [.. Varint(1, 1), .. Varint(2, 99), .. Field(8, "w"u8), .. Field(9, new byte[4])])));
        Refused("cut off", [.. Varint(1, 8), 0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 1]);
        Refused("breaks the rules", [0x08, .. Enumerable.Repeat((byte)0xFF, 20)]);
        Refused("breaks the rules", [.. Varint(1, 8), 0x3B, 0]);
        Refused("breaks the rules", [.. Varint(1, 8), .. Field(7, Varint(5, 3))]);
        Refused("is empty", []);
    }

    [TestMethod]
    public void AHugeStructureInASmallFileIsRefused() =>
        Refused("takes far more memory than its 800", Model([.. Enumerable.Repeat(Field(1, []), 400_000).SelectMany(bytes => bytes)]));

    private static void Refused(string message, byte[] bytes)
    {
        var failure = Assert.ThrowsExactly<CheckpointException>(() => Open(bytes).Dispose());
        Assert.Contains(message, failure.Message);
        Assert.Contains("model.onnx", failure.Message);
    }

    private static CheckpointFile Open(byte[] bytes) => CheckpointFile.Open(ByteSource.Over("model.onnx", bytes));

    private static byte[] Model(byte[] graph) => [.. Varint(1, 8), .. Field(7, graph)];

    private static byte[] Tensor(long[] shape, int byteCount) =>
        Field(5, [.. shape.SelectMany(size => Varint(1, (ulong)size)), .. Varint(2, 1), .. Field(8, "w"u8), .. Field(9, new byte[byteCount])]);

    private static byte[] Varint(int field, ulong value) => [.. Number((ulong)field << 3), .. Number(value)];

    private static byte[] Field(int field, ReadOnlySpan<byte> bytes) => [.. Number(((ulong)field << 3) | 2), .. Number((ulong)bytes.Length), .. bytes];

    private static List<byte> Number(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return bytes;
    }
}
