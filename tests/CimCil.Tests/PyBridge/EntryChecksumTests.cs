using System.IO.Hashing;
using CimCil.PyBridge;

namespace CimCil.Tests.PyBridge;

[TestClass]
public sealed class EntryChecksumTests
{
    [TestMethod]
    public void TheChecksumIsCrc32InPiecesOfAnyLength()
    {
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var bytes = new byte[random.Next(5000)];
            random.NextBytes(bytes);
            var checksum = new EntryChecksum();
            for (var start = 0; start < bytes.Length;)
            {
                var count = Math.Min(bytes.Length - start, random.Next(1200));
                checksum.Append(bytes.AsSpan(start, count));
                start += count;
            }
            Assert.AreEqual(Crc32.HashToUInt32(bytes), checksum.Value, $"round {round}, {bytes.Length} bytes");
        }
    }

    [TestMethod]
    public void TheChecksumOfNothingIsZero() => Assert.AreEqual(0u, new EntryChecksum().Value);
}
