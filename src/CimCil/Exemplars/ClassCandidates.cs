namespace CimCil.Exemplars;

/// <summary>The images of a new class that its exemplars are chosen from.</summary>
/// <param name="Label">The class as position in the class order.</param>
/// <param name="ClassName">The name of the class.</param>
/// <param name="Images">The images with their boxes.</param>
/// <param name="Features">[N, D], one row per image, of the images as they load: compressed.</param>
internal sealed record ClassCandidates(int Label, string ClassName, IReadOnlyList<CompressedImage> Images, FeatureRows Features);
