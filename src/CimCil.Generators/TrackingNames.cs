namespace CimCil.Generators;

/// <summary>The steps of the pipeline that tests watch.</summary>
public static class TrackingNames
{
    /// <summary>Sections as models.</summary>
    public const string Sections = nameof(Sections);

    /// <summary>Experiments as models.</summary>
    public const string Experiments = nameof(Experiments);

    /// <summary>The catalogue as a model.</summary>
    public const string Catalogue = nameof(Catalogue);
}
