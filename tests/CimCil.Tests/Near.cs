namespace CimCil.Tests;

/// <summary>Comparison of arrays at the tolerances of the golden data's README.</summary>
internal static class Near
{
    /// <summary>Every difference is at most <paramref name="tolerance"/> times the largest expected magnitude.</summary>
    public static void RelativeToLargest(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, string what)
    {
        Assert.AreEqual(expected.Length, actual.Length, $"{what}: number of values");
        var scale = 0.0;
        foreach (var value in expected)
            scale = Math.Max(scale, double.IsFinite(value) ? Math.Abs(value) : 0);
        for (var i = 0; i < expected.Length; i++)
        {
            if (double.IsNaN(expected[i]) && double.IsNaN(actual[i]))
                continue;
            var difference = Math.Abs(expected[i] - actual[i]);
            // Written so that a NaN on one side only fails.
            if (!(difference <= tolerance * scale))
                Assert.Fail($"{what}: value {i} is {actual[i]:R}, expected {expected[i]:R}; the difference {difference:E2} is over {tolerance:E1} of {scale:E2}.");
        }
    }
}
