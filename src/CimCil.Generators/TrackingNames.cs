namespace CimCil.Generators;

/// <summary>The steps of the pipeline that tests watch.</summary>
public static class TrackingNames
{
    /// <summary>Sections as models.</summary>
    public const string Sections = nameof(Sections);

    /// <summary>Experiments as models.</summary>
    public const string Experiments = nameof(Experiments);

    /// <summary>The experiments of the catalogue.</summary>
    public const string Entries = nameof(Entries);

    /// <summary>The sections that can be chosen by kind.</summary>
    public const string Choices = nameof(Choices);

    /// <summary>The catalogue as a model.</summary>
    public const string Catalogue = nameof(Catalogue);

    /// <summary>The code that analyzers of other assemblies read.</summary>
    public const string Code = nameof(Code);
}
