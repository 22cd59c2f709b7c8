using System.Diagnostics;
using CimCil.Configuration;
using CimCil.Foundation;
using CimCil.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Cli.Doctor;

/// <summary>Trains a small network for two seconds on noise that it can learn by heart.</summary>
internal static class TrainingTest
{
    private const int ImageCount = 16;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(2);

    public static Finding Run()
    {
        var device = ComputeDevice.Find("auto");
        using var hold = CollectionHold.Start();
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var network = new IncrementalNetwork(NetworkConfig.Small, NetworkShape.OneBranch(4), device.Device);
        var (images, labels) = (randn([ImageCount, 3, 32, 32]).to(device.Device), (arange(ImageCount, ScalarType.Int64) % 4).to(device.Device));
        using var optimizer = optim.SGD(network.parameters(), 0.02, momentum: 0.9);
        var (losses, clock) = (new List<double>(), Stopwatch.StartNew());
        while (clock.Elapsed < Time)
        {
            using var step = NewDisposeScope();
            CollectionHold.Breathe();
            optimizer.zero_grad();
            var loss = nn.functional.cross_entropy(network.Apply(images, ForwardPass.Relu).Logits, labels);
            loss.backward();
            optimizer.step();
            losses.Add(loss.ToDouble());
        }
        var rate = losses.Count * ImageCount / clock.Elapsed.TotalSeconds;
        network.Dispose();
        return double.IsFinite(losses[^1]) && losses[^1] < losses[0]
            ? Finding.Good("training", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"loss from {losses[0]:F2} to {losses[^1]:F2} in {losses.Count} steps on {device.Description}, {rate:F0} images/s of 32 x 32 pixels"))
            : Finding.Bad("training", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the loss went from {losses[0]:G4} to {losses[^1]:G4} on {device.Description}: it must fall"), "Run the tests (dotnet test -c Release); the first that fails names the part that computes wrongly.");
    }
}
