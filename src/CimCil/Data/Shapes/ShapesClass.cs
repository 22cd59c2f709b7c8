namespace CimCil.Data.Shapes;

/// <summary>A class of Shapes: an outline, which survives downsampling, and a fine texture, which does not.</summary>
/// <param name="Outline">The outline of the object.</param>
/// <param name="Texture">The texture that fills it.</param>
internal sealed record ShapesClass(Outline Outline, Texture Texture)
{
    /// <summary>The classes in their natural order; a dataset of n classes takes the first n.</summary>
    public static IReadOnlyList<ShapesClass> All { get; } =
    [
        new(Outline.Disk, Texture.Stripes),
        new(Outline.Disk, Texture.Checker),
        new(Outline.Disk, Texture.Dots),
        new(Outline.Disk, Texture.Rings),
        new(Outline.Square, Texture.Stripes),
        new(Outline.Square, Texture.Checker),
        new(Outline.Square, Texture.Dots),
        new(Outline.Square, Texture.Rings),
        new(Outline.Triangle, Texture.Stripes),
        new(Outline.Triangle, Texture.Rings),
    ];

    /// <summary>The class as text, such as <c>disk-stripes</c>.</summary>
    public string Name => $"{Outline}-{Texture}".ToLowerInvariant();
}

/// <summary>The outline of an object.</summary>
internal enum Outline
{
    /// <summary>A disk.</summary>
    Disk,

    /// <summary>A square.</summary>
    Square,

    /// <summary>An equilateral triangle.</summary>
    Triangle,
}

/// <summary>The pattern that fills an object: bright and dark of the same hue, about half of the area each.</summary>
internal enum Texture
{
    /// <summary>Parallel stripes, one bright and one dark a period.</summary>
    Stripes,

    /// <summary>A checkerboard of two fields a period.</summary>
    Checker,

    /// <summary>Bright dots on a square grid, one a period.</summary>
    Dots,

    /// <summary>Rings around the centre of the object.</summary>
    Rings,
}
