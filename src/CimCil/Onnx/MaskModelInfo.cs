using CimCil.Configuration;
using CimCil.Data;
using CimCil.Networks;

namespace CimCil.Onnx;

/// <summary>What travels in a mask model beside its graph: all that is needed to use it without the run that it comes from.</summary>
public sealed record MaskModelInfo
{
    /// <summary>The classes in the order of labels.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Side of the square images, in pixels; an image is squashed to it for its heatmap.</summary>
    public required int ImageSide { get; init; }

    /// <summary>Shorter side that an image is resized to, in pixels, before the centre square of <see cref="ImageSide"/> is cut out for its features.</summary>
    public required int TestResize { get; init; }

    /// <summary>How bytes become the network's input.</summary>
    public required Normalization Normalization { get; init; }

    /// <summary>tau, in [0, 1]: the mask is where the heatmap is above it.</summary>
    public required double Threshold { get; init; }

    /// <summary>How much the background and the box are downsampled.</summary>
    public required CompressionRatios Ratios { get; init; }

    /// <summary>The activations that heatmaps come from: rational for CIM, ReLU for the plain class activation map.</summary>
    public required ActivationPath HeatmapPath { get; init; }

    /// <summary>Which pixels the cells of heatmaps are laid over; the graph has moved them already.</summary>
    public HeatmapAlignment HeatmapAlignment { get; init; } = HeatmapAlignment.AsEnlarged;

    /// <summary>Which network of the run it is, by its name among the scored ones.</summary>
    public required string Network { get; init; }

    /// <summary>The experiment that trained it.</summary>
    public required string Experiment { get; init; }

    /// <summary>The run's seed.</summary>
    public required int Seed { get; init; }

    /// <summary>The phase after which the network was taken, from 0.</summary>
    public required int Phase { get; init; }

    /// <summary>The fingerprint of the run's configuration.</summary>
    public required string Fingerprint { get; init; }
}
