using System.Text.Json;
using CimCil.Configuration;
using CimCil.Configuration.Schema;
using CimCil.Foundation;
using CimCil.Networks;
using CimCil.PyBridge.Extensions;
using static TorchSharp.torch;

namespace CimCil.PyBridge;

/// <summary>A trained network as a safetensors file that says what it is made of: its shape and its backbone's section lie in the metadata, so that the file alone is enough to build it again.</summary>
public static class NetworkFile
{
    internal const string ShapeKey = "shape";
    internal const string BackboneKey = "backbone";

    /// <summary>Writes a network.</summary>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    public static void Save(IncrementalNetwork network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var scope = NewDisposeScope();
        var state = RationalActivation.StateOf(network).Select(entry => (entry.Key, Tensor: entry.Value.detach().cpu().contiguous())).ToList();
        SafeTensors.Write(path, state, new Dictionary<string, string>
        {
            ["format"] = "pt",
            [ShapeKey] = network.Shape.ToJson(),
            [BackboneKey] = network.Config.ToJson(),
        });
    }

    /// <summary>Builds the network of a file, in evaluation mode; the caller's to dispose.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where its weights go.</param>
    /// <exception cref="CheckpointException">The file is damaged, or was not written by <see cref="Save"/>.</exception>
    public static IncrementalNetwork Load(string path, Device device)
    {
        using var file = SafeTensors.Open(path);
        if (!file.Metadata.TryGetValue(ShapeKey, out var shape) || !file.Metadata.TryGetValue(BackboneKey, out var backbone))
            throw new CheckpointException($"{path} does not say what network its weights are of: it must be a file that a run wrote into its folder weights.");
        IncrementalNetwork network;
        using (NewDisposeScope())
        {
            try
            {
                network = new IncrementalNetwork(SectionJsonReader.ReadKind<NetworkConfig>(backbone), NetworkShape.FromJson(shape), device);
            }
            catch (Exception failure) when (failure is JsonException or ConfigurationException or ArgumentException)
            {
                throw new CheckpointException($"{path} describes a network that cannot be built: {failure.Message}", failure);
            }
        }
        try
        {
            network.load_safetensors(path);
            network.eval();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }
}
