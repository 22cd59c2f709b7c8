using TorchSharp;

namespace CimCil.Tests.Foundation;

[TestClass]
public sealed class LibTorchLocatorTests
{
    [TestMethod]
    public void TorchLoadsOnThisMachine()
    {
        using var sum = torch.ones(3).sum();
        Assert.AreEqual(3f, sum.ToSingle());
    }
}
