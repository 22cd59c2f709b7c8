using CimCil.Evaluation;

namespace CimCil.Tests.Evaluation;

[TestClass]
public sealed class PercentTests
{
    /// <summary>Values of <c>numpy.around(x, 2)</c>; Python's own <c>round</c> differs where marked.</summary>
    [TestMethod]
    [DataRow(0.125, 0.12)]
    [DataRow(0.375, 0.38)]
    [DataRow(3.125, 3.12)]
    [DataRow(9.375, 9.38)]
    [DataRow(0.015, 0.02)] // round gives 0.01
    [DataRow(2.675, 2.68)] // round gives 2.67
    [DataRow(1.005, 1.0)]
    [DataRow(62.385, 62.38, DisplayName = "62.385 times 100 is a tie")]
    [DataRow(100, 100)]
    [DataRow(0, 0)]
    public void RoundsAsNumPyDoes(double percent, double expected) => Assert.AreEqual(expected, Percent.Rounded(percent));

    [TestMethod]
    public void AShareOfNothingIsRefused() => Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Percent.Of(0, 0));
}
