namespace CimCil.Tests;

[TestClass]
public sealed class GoldenTests
{
    [TestMethod]
    public void ArraysHaveTheShapeAndTypeOfTheirHeader()
    {
        var array = Golden.Array("01_rational/x.npy");
        CollectionAssert.AreEqual(new long[] { 401 }, array.Shape);
        Assert.HasCount(401, array.ToDoubles());
        Assert.AreEqual(0.0, array.ToDoubles()[200]);
    }
}
