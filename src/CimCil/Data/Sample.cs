namespace CimCil.Data;

/// <summary>One input of training or evaluation.</summary>
/// <param name="Image">The image, compressed already where it comes from the exemplar store.</param>
/// <param name="Label">The class as its position in the class order.</param>
/// <param name="Box">
/// The box that the image is compressed with when training compresses it at random; null for exemplars (which are stored
/// compressed) and before the first box refresh.
/// </param>
public readonly record struct Sample(DatasetImage Image, int Label, Box? Box = null);
