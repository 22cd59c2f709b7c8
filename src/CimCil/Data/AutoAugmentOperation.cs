namespace CimCil.Data;

/// <summary>An operation of AutoAugment (Cubuk et al., CVPR 2019, table 6).</summary>
internal enum AutoAugmentOperation
{
    /// <summary>Shear along x; magnitude: the rate, signed.</summary>
    ShearX,

    /// <summary>Shear along y; magnitude: the rate, signed.</summary>
    ShearY,

    /// <summary>Move along x; magnitude: a share of the width, signed.</summary>
    TranslateX,

    /// <summary>Move along y; magnitude: a share of the height, signed.</summary>
    TranslateY,

    /// <summary>Rotate about the centre; magnitude: degrees, signed.</summary>
    Rotate,

    /// <summary>Saturation; magnitude: the signed difference of the factor from 1.</summary>
    Color,

    /// <summary>Keep the highest bits; magnitude: their number.</summary>
    Posterize,

    /// <summary>Invert bright values; magnitude: the threshold.</summary>
    Solarize,

    /// <summary>Contrast; magnitude: the signed difference of the factor from 1.</summary>
    Contrast,

    /// <summary>Sharpness; magnitude: the signed difference of the factor from 1.</summary>
    Sharpness,

    /// <summary>Brightness; magnitude: the signed difference of the factor from 1.</summary>
    Brightness,

    /// <summary>Stretch every channel to the full range.</summary>
    AutoContrast,

    /// <summary>Equalise every channel's histogram.</summary>
    Equalize,

    /// <summary>Invert all values.</summary>
    Invert,
}
