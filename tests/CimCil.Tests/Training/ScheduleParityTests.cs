using System.Text.Json;
using CimCil.Configuration;
using CimCil.Masking;

namespace CimCil.Tests.Training;

[TestClass]
public sealed class ScheduleParityTests
{
    private static JsonElement Info => Golden.Json("09_schedule/info.json");

    [TestMethod]
    public void ParityOfTheCosineAndOfItsChainedForm()
    {
        foreach (var entry in Info.EnumerateObject().Where(entry => entry.Value.ValueKind == JsonValueKind.Object && entry.Value.TryGetProperty("T_max", out _)))
        {
            var count = entry.Value.GetProperty("T_max").GetInt32();
            var schedule = new StageConfig { LearningRate = entry.Value.GetProperty("lr0").GetDouble(), Epochs = count };
            foreach (var epoch in entry.Value.GetProperty("epochs").EnumerateObject())
            {
                var e = int.Parse(epoch.Name);
                var what = $"{entry.Name}, epoch {e}";
                Near.RelativeToLargest([epoch.Value[0].GetDouble()], [schedule.RateOf(e)], 1e-10, what);
                // Decision 12: the reference reads a chained form for its inner rate; ours is the plain rate.
                var chained = e == 0 ? schedule.LearningRate : schedule.RateOf(e) * schedule.RateOf(e) / schedule.RateOf(e - 1);
                Near.RelativeToLargest([epoch.Value[1].GetDouble()], [chained], 1e-10, what);
            }
        }
    }

    [TestMethod]
    public void ParityOfRefreshesAndOfRandomCompression()
    {
        foreach (var entry in Info.GetProperty("randombbxblur_prob").EnumerateObject())
        {
            var expected = entry.Value.GetProperty("prob_by_epoch").EnumerateArray().Select(value => value.GetDouble()).ToArray();
            var refreshes = entry.Value.GetProperty("refresh_epochs").EnumerateArray().Select(value => value.GetInt32()).ToArray();
            var schedule = new RefreshSchedule(refreshes[0], expected[refreshes[0]]);
            CollectionAssert.AreEqual(refreshes, Enumerable.Range(0, expected.Length).Where(epoch => schedule.IsDue(epoch, expected.Length)).ToArray());
            Near.RelativeToLargest(expected, [.. Enumerable.Range(0, expected.Length).Select(epoch => schedule.CompressionProbability(epoch, expected.Length))], 1e-10, entry.Name);
        }
    }

    [TestMethod]
    public void TheLastEpochBringsNoRefresh()
    {
        var schedule = new RefreshSchedule(Interval: 4, Step: 0.1);
        CollectionAssert.AreEqual(new[] { 4 }, Enumerable.Range(0, 9).Where(epoch => schedule.IsDue(epoch, 9)).ToArray());
        Assert.AreEqual(0.1, schedule.CompressionProbability(8, 9), "no boxes were renewed, so nothing grows");
    }

    [TestMethod]
    public void MilestonesAndConstantRates()
    {
        var stage = new StageConfig { Epochs = 10, LearningRate = 0.5, Schedule = RateSchedule.Milestones, Milestones = [3, 7], MilestoneFactor = 0.1 };
        double[] expected = [0.5, 0.5, 0.5, 0.05, 0.05, 0.05, 0.05, 0.005, 0.005, 0.005];
        Near.RelativeToLargest(expected, [.. Enumerable.Range(0, 10).Select(stage.RateOf)], 1e-12, "milestones");
        Assert.AreEqual(0.5, (stage with { Schedule = RateSchedule.Constant }).RateOf(9));
        Assert.HasCount(1, (stage with { Milestones = [] }).Validate());
    }
}
