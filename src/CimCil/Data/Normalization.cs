using CimCil.Configuration;
using TorchSharp;

namespace CimCil.Data;

/// <summary>Mean and standard deviation of the red, green and blue channels of values in [0, 1].</summary>
/// <param name="Mean">What is subtracted.</param>
/// <param name="Deviation">What is divided by.</param>
public sealed record Normalization((float Red, float Green, float Blue) Mean, (float Red, float Green, float Blue) Deviation)
{
    private const float Levels = 255;

    /// <summary>The numbers that are customary for ImageNet and networks trained on it.</summary>
    public static Normalization ImageNet { get; } = new((0.485f, 0.456f, 0.406f), (0.229f, 0.224f, 0.225f));

    /// <summary>
    /// What networks of CNTK take: BGR from 0 to 255 minus the mean of each channel, that of the mean image in
    /// Microsoft.ML.DnnImageFeaturizer.ResNet18 0.23.1 (ResNetPreprocess.onnx).
    /// </summary>
    public static Normalization Cntk { get; } = new((123.15163f / Levels, 115.902885f / Levels, 103.06262f / Levels), (1 / Levels, 1 / Levels, 1 / Levels)) { Order = ChannelOrder.Bgr };

    /// <summary>The order of the channels in the network's input. Mean and deviation are named by their colours whatever it is.</summary>
    public ChannelOrder Order { get; init; }

    /// <summary>The normalisation of a setting.</summary>
    public static Normalization Of(InputNormalization setting) => setting switch
    {
        InputNormalization.ImageNet => ImageNet,
        InputNormalization.Half => new((0.5f, 0.5f, 0.5f), (0.5f, 0.5f, 0.5f)),
        InputNormalization.ZeroToOne => new((0, 0, 0), (1, 1, 1)),
        InputNormalization.Cntk => Cntk,
        _ => throw new ArgumentOutOfRangeException(nameof(setting), setting, "Not a normalisation."),
    };

    /// <summary>
    /// Bytes to a network's input, (x / 255 - mean) / deviation in float32, equal bit for bit to torchvision's ToTensor and
    /// Normalize, on the device that the bytes are on.
    /// </summary>
    /// <param name="pixels">uint8, [N, 3, H, W] or [3, H, W], red first.</param>
    /// <returns>float32 of the same shape, the channels in <see cref="Order"/>.</returns>
    public torch.Tensor Apply(torch.Tensor pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        using var scope = torch.NewDisposeScope();
        return Apply(pixels, Constants(pixels.device)).MoveToOuterDisposeScope();
    }

    /// <summary>What <see cref="Apply(torch.Tensor, torch.Tensor)"/> computes with, on a device: one upload.</summary>
    internal torch.Tensor Constants(torch.Device device)
    {
        // The divisor 255 is a tensor too, because CUDA multiplies by the reciprocal of a plain number.
        float[] values = [255, 255, 255, Mean.Red, Mean.Green, Mean.Blue, Deviation.Red, Deviation.Green, Deviation.Blue];
        return torch.tensor(values, [3, 3, 1, 1], device: device);
    }

    /// <summary>As <see cref="Apply(torch.Tensor)"/>, with constants that are on the device already.</summary>
    internal torch.Tensor Apply(torch.Tensor pixels, torch.Tensor constants)
    {
        using var scope = torch.NewDisposeScope();
        var normalised = pixels.to(torch.ScalarType.Float32).div_(constants[0]).sub_(constants[1]).div_(constants[2]);
        return (Order == ChannelOrder.Bgr ? normalised.flip(-3) : normalised).MoveToOuterDisposeScope();
    }
}

/// <summary>The order of an image's channels.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red.</summary>
    Bgr,
}
