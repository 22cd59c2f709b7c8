using CimCil.Configuration;
using CimCil.Experiments;

namespace CimCil.Tests.Configuration;

[TestClass]
public sealed class DifferenceTests
{
    [TestMethod]
    public void SettingsThatDecideNumbersAreListedAndOthersAreNot()
    {
        var here = new Food101Lfs10FosterCim();
        Assert.IsEmpty(here.DifferencesTo(here with { Data = new Food101Dataset { Root = "/elsewhere" } }));
        var there = here.WithOverrides(["seed=3", "mask.threshold=0.7", "network.stageBlocks=1,1"]);
        CollectionAssert.AreEqual(
            new[] { "mask.threshold: 0.6 -> 0.7", "network.stageBlocks: 2,2,2,2 -> 1,1", "seed: 1 -> 3" }, here.DifferencesTo(there).ToArray());
        CollectionAssert.Contains(here.With("mask.kind", "full-images").DifferencesTo(here).ToArray(), "mask.kind: full-images -> cim");
    }
}
