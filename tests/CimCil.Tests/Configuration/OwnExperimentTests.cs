using CimCil.Configuration;
using CimCil.Experiments;
using CimCil.Foundation;

namespace CimCil.Tests.Configuration;

/// <summary>An experiment's settings may be computed by code of its author's, and a failure of it is no mistake of CimCil's.</summary>
[TestClass]
public sealed class OwnExperimentTests
{
    [TestMethod]
    public void CodeThatThrowsIsNamedByItsExperiment()
    {
        var failure = Made(() => int.Parse("three", System.Globalization.CultureInfo.InvariantCulture) > 0 ? new Shapes() : new Shapes());
        Assert.AreEqual(
            "The experiment mine, whose own code makes its settings, failed: The input string 'three' was not in a correct format. (FormatException). "
            + "Mend that part's code, or report it where the part is not yours; --verbose shows the place.",
            failure.Message);
        Assert.IsInstanceOfType<FormatException>(failure.InnerException);
    }

    /// <summary>A type whose static field throws says only that it could not be made.</summary>
    [TestMethod]
    public void AStaticFieldThatThrowsIsNamedByWhatItSays() => Assert.Contains("failed: no such folder (InvalidOperationException)", Made(() => Broken.Experiment).Message);

    [TestMethod]
    public void AMessageForAPersonStaysAsItIs()
    {
        ExperimentEntry[] catalogue = [new("mine", "", () => throw new ConfigurationException("Set MY_EPOCHS."))];
        Assert.AreEqual("Set MY_EPOCHS.", Assert.ThrowsExactly<ConfigurationException>(() => ExperimentRegistry.Create("mine", catalogue)).Message);
    }

    private static CimCilException Made(Func<Experiment> create) =>
        Assert.ThrowsExactly<CimCilException>(() => ExperimentRegistry.Create("mine", [new ExperimentEntry("mine", "", create)]));

    private static class Broken
    {
        public static readonly Experiment Experiment = Throw();

        private static Experiment Throw() => throw new InvalidOperationException("no such folder");
    }
}
