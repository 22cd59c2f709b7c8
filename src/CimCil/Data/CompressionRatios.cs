namespace CimCil.Data;

/// <summary>How much an exemplar is downsampled, as area ratios: 4 halves each side.</summary>
/// <param name="Background">eta of what lies outside the box, at least 1.</param>
/// <param name="Foreground">That of what lies inside, at least 1; 1 keeps its pixels.</param>
public readonly record struct CompressionRatios(double Background, double Foreground = 1)
{
    /// <summary>Nothing is downsampled.</summary>
    public static CompressionRatios None { get; } = new(1);

    /// <summary>The background alone.</summary>
    public static implicit operator CompressionRatios(double background) => new(background);

    /// <exception cref="ArgumentOutOfRangeException">A ratio is below 1 or no number.</exception>
    internal void Check()
    {
        if (!(Background >= 1 && double.IsFinite(Background) && Foreground >= 1 && double.IsFinite(Foreground)))
            throw new ArgumentOutOfRangeException(nameof(Background), this, "A compression ratio is an area ratio of at least 1.");
    }
}
