using System.Text.Json.Nodes;
using TorchSharp;

namespace CimCil.Benchmarks;

/// <summary>One stage of an experiment, on one device, as both sides run it.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Kind">What it does.</param>
internal sealed record Stage(string Name, string Kind)
{
    /// <summary>Images of a step, or candidates of herding.</summary>
    public required int Batch { get; init; }

    /// <summary>Side of the network's images.</summary>
    public int Side { get; init; } = 224;

    /// <summary>Images in files that a run goes through; 0 for steps on a batch that lies on the device.</summary>
    public int FileCount { get; init; }

    /// <summary>What the peer does meanwhile.</summary>
    public string PeerKind { get; init; } = Kind;

    /// <summary>The ratio asked for at two threads.</summary>
    public double? Goal { get; init; }

    /// <param name="device">Where it runs.</param>
    /// <param name="threads">Threads that compute, and workers that load.</param>
    /// <param name="folder">The files.</param>
    /// <param name="numbers"><c>default</c> for PyTorch's own choice, <c>float32</c> or <c>bfloat16</c>.</param>
    public JsonObject ForPeer(torch.Device device, int threads, string folder, string numbers) => new()
    {
        ["stage"] = PeerKind,
        ["device"] = device.ToString(),
        ["threads"] = threads,
        ["workers"] = threads,
        ["batch"] = Batch,
        ["side"] = Side,
        ["folder"] = folder,
        ["numbers"] = numbers,
    };
}
