namespace CimCil.Exemplars;

/// <summary>An image that enters the memory.</summary>
/// <param name="Image">The image with its box.</param>
/// <param name="Label">Its class as position in the class order.</param>
/// <param name="ClassName">The name of that class.</param>
internal sealed record NewExemplar(CompressedImage Image, int Label, string ClassName);
