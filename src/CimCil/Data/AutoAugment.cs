using CimCil.Foundation;
using static CimCil.Data.AutoAugmentOperation;

namespace CimCil.Data;

/// <summary>
/// AutoAugment with its policy for ImageNet (Cubuk et al., CVPR 2019, table 9): 25 sub-policies of two operations each, every
/// operation equal to Pillow's byte for byte. Operations with a sign are applied with either sign at even odds.
/// </summary>
internal static class AutoAugment
{
    /// <summary>One of an operation's ten strengths with the probability that it is applied at all.</summary>
    /// <param name="Probability">From 0 to 1.</param>
    /// <param name="Operation">What is done.</param>
    /// <param name="MagnitudeIndex">From 0 to 9; see <see cref="Magnitude"/>.</param>
    public readonly record struct Step(double Probability, AutoAugmentOperation Operation, int MagnitudeIndex);

    /// <summary>Two steps, one after the other.</summary>
    public readonly record struct SubPolicy(Step First, Step Second);

    /// <summary>The 25 sub-policies for ImageNet; some occur twice, which is part of the published policy.</summary>
    public static IReadOnlyList<SubPolicy> ImageNetPolicy { get; } =
    [
        Of(0.4, Posterize, 8, 0.6, Rotate, 9),
        Of(0.6, Solarize, 5, 0.6, AutoContrast, 5),
        Of(0.8, Equalize, 8, 0.6, Equalize, 3),
        Of(0.6, Posterize, 7, 0.6, Posterize, 6),
        Of(0.4, Equalize, 7, 0.2, Solarize, 4),
        Of(0.4, Equalize, 4, 0.8, Rotate, 8),
        Of(0.6, Solarize, 3, 0.6, Equalize, 7),
        Of(0.8, Posterize, 5, 1.0, Equalize, 2),
        Of(0.2, Rotate, 3, 0.6, Solarize, 8),
        Of(0.6, Equalize, 8, 0.4, Posterize, 6),
        Of(0.8, Rotate, 8, 0.4, Color, 0),
        Of(0.4, Rotate, 9, 0.6, Equalize, 2),
        Of(0.0, Equalize, 7, 0.8, Equalize, 8),
        Of(0.6, Invert, 4, 1.0, Equalize, 8),
        Of(0.6, Color, 4, 1.0, Contrast, 8),
        Of(0.8, Rotate, 8, 1.0, Color, 2),
        Of(0.8, Color, 8, 0.8, Solarize, 7),
        Of(0.4, Sharpness, 7, 0.6, Invert, 8),
        Of(0.6, ShearX, 5, 1.0, Equalize, 9),
        Of(0.4, Color, 0, 0.6, Equalize, 3),
        Of(0.4, Equalize, 7, 0.2, Solarize, 4),
        Of(0.6, Solarize, 5, 0.6, AutoContrast, 5),
        Of(0.6, Invert, 4, 1.0, Equalize, 8),
        Of(0.6, Color, 4, 1.0, Contrast, 8),
        Of(0.8, Equalize, 8, 0.6, Equalize, 3),
    ];

    /// <summary>The strength of an operation at one of its ten steps; 0 for operations without one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not 0 to 9.</exception>
    public static double Magnitude(AutoAugmentOperation operation, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, 9);
        return operation switch
        {
            ShearX or ShearY => Between(0, 0.3, index),
            TranslateX or TranslateY => Between(0, 150.0 / 331, index),
            Rotate => Between(0, 30, index),
            Posterize => Math.Round(Between(8, 4, index), MidpointRounding.ToEven),
            Solarize => Between(256, 0, index),
            Color or Contrast or Sharpness or Brightness => Between(0, 0.9, index),
            _ => 0,
        };
    }

    /// <summary>Whether an operation goes either way.</summary>
    public static bool HasSign(AutoAugmentOperation operation) => operation switch
    {
        ShearX or ShearY or TranslateX or TranslateY or Rotate or Color or Contrast or Sharpness or Brightness => true,
        _ => false,
    };

    /// <summary>Applies one operation.</summary>
    /// <param name="source">The image.</param>
    /// <param name="operation">What is done.</param>
    /// <param name="magnitude">The strength, with its sign where <see cref="HasSign"/> says so.</param>
    /// <param name="destination">Another image; takes the size and is filled.</param>
    public static void Apply(RgbImage source, AutoAugmentOperation operation, double magnitude, RgbImage destination)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        switch (operation)
        {
            case ShearX:
                new AffineWarp(1, magnitude, 0, 0, 1, 0).Bicubic(source, destination);
                break;
            case ShearY:
                new AffineWarp(1, 0, 0, magnitude, 1, 0).Bicubic(source, destination);
                break;
            case TranslateX:
                new AffineWarp(1, 0, magnitude * source.Width, 0, 1, 0).Nearest(source, destination);
                break;
            case TranslateY:
                new AffineWarp(1, 0, 0, 0, 1, magnitude * source.Height).Nearest(source, destination);
                break;
            case Rotate:
                AffineWarp.Rotation(magnitude, source.Height, source.Width).Nearest(source, destination);
                break;
            case Color:
                ColorOperations.Color(source, 1 + magnitude, destination);
                break;
            case Posterize:
                ColorOperations.Posterize(source, (int)magnitude, destination);
                break;
            case Solarize:
                ColorOperations.Solarize(source, magnitude, destination);
                break;
            case Contrast:
                ColorOperations.Contrast(source, 1 + magnitude, destination);
                break;
            case Sharpness:
                ColorOperations.Sharpness(source, 1 + magnitude, destination);
                break;
            case Brightness:
                ColorOperations.Brightness(source, 1 + magnitude, destination);
                break;
            case AutoContrast:
                ColorOperations.AutoContrast(source, destination);
                break;
            case Equalize:
                ColorOperations.Equalize(source, destination);
                break;
            case Invert:
                ColorOperations.Invert(source, destination);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(operation), operation, "An operation of AutoAugment is needed.");
        }
    }

    /// <summary>
    /// Applies a random sub-policy for ImageNet. The two images change places with every applied operation: the result is in
    /// <paramref name="image"/>.
    /// </summary>
    internal static void ApplyImageNetPolicy(ref RgbImage image, ref RgbImage spare, RandomStream random)
    {
        var policy = ImageNetPolicy[random.NextInt(ImageNetPolicy.Count)];
        ApplyStep(policy.First, ref image, ref spare, random);
        ApplyStep(policy.Second, ref image, ref spare, random);
    }

    private static void ApplyStep(Step step, ref RgbImage image, ref RgbImage spare, RandomStream random)
    {
        if (!random.NextBool(step.Probability))
            return;
        var sign = HasSign(step.Operation) && random.NextBool() ? -1 : 1;
        Apply(image, step.Operation, sign * Magnitude(step.Operation, step.MagnitudeIndex), spare);
        (image, spare) = (spare, image);
    }

    /// <summary>One of ten evenly spaced numbers, the last one exact.</summary>
    private static double Between(double first, double last, int index) =>
        index == 9 ? last : (index * ((last - first) / 9)) + first;

    private static SubPolicy Of(double p1, AutoAugmentOperation first, int m1, double p2, AutoAugmentOperation second, int m2) =>
        new(new Step(p1, first, m1), new Step(p2, second, m2));
}
