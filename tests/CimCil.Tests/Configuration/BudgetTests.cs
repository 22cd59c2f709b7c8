using System.Globalization;
using CimCil.Configuration;
using CimCil.Foundation;
using CsCheck;

namespace CimCil.Tests.Configuration;

[TestClass]
public sealed class BudgetTests
{
    [TestMethod]
    [DataRow("64 MiB", 67108864.0, "64 MiB")]
    [DataRow("64mib", 67108864.0, "64 MiB")]
    [DataRow("1.5 GiB", 1610612736.0, "1536 MiB")]
    [DataRow("2 MB", 2000000.0, "2 MB")]
    [DataRow("300 kB", 300000.0, "300 kB")]
    [DataRow("1000 B", 1000.0, "1 kB")]
    [DataRow("1023 B", 1023.0, "1023 B")]
    public void SizesAreRead(string typed, double bytes, string written)
    {
        Assert.IsTrue(Budget.TryParse(typed, out var budget));
        Assert.AreEqual(BudgetUnit.Bytes, budget.Unit);
        Assert.AreEqual(bytes, budget.Amount);
        Assert.AreEqual(written, budget.ToString());
        Assert.AreEqual(budget, Budget.Bytes(typed));
    }

    [TestMethod]
    [DataRow("MiB")]
    [DataRow("lots")]
    [DataRow("1.5 B")]
    [DataRow("64 MiB/class")]
    [DataRow("64")]
    public void WhatIsNoSizeIsRefused(string typed) =>
        StringAssert.Contains(Assert.ThrowsExactly<ConfigurationException>(() => Budget.Bytes(typed)).Message, typed);

    [TestMethod]
    public void WhatIsWrittenIsReadBack() => Gen.Select(Gen.Long[1, 1L << 45], Gen.Enum<BudgetUnit>()).Sample((amount, unit) =>
    {
        var budget = unit switch
        {
            BudgetUnit.Bytes => Budget.Bytes(amount.ToString(CultureInfo.InvariantCulture) + " B"),
            BudgetUnit.Images => Budget.Images(amount / 8.0),
            _ => Budget.ImagesPerClass(amount / 8.0),
        };
        return Budget.TryParse(budget.ToString(), out var read) && read == budget;
    });

    [TestMethod]
    [DataRow("webp-lossless", true)]
    [DataRow("png", true)]
    [DataRow("jpeg:95", false)]
    [DataRow("webp:1", false)]
    [DataRow("original", true)]
    public void CodecsAreReadBack(string typed, bool isLossless)
    {
        Assert.IsTrue(PixelCodec.TryParse(typed, out var codec));
        Assert.AreEqual(typed, codec.ToString());
        Assert.AreEqual(isLossless, codec.IsLossless);
    }

    [TestMethod]
    [DataRow("jpeg")]
    [DataRow("jpeg:0")]
    [DataRow("jpeg:101")]
    [DataRow("png:5")]
    [DataRow("webp: 5")]
    [DataRow("")]
    public void WhatIsNoCodecIsRefused(string typed) => Assert.IsFalse(PixelCodec.TryParse(typed, out _));
}
