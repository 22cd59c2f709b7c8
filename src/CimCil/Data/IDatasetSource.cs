namespace CimCil.Data;

/// <summary>
/// How an experiment brings a dataset of its own: its section derives from <see cref="Configuration.DatasetConfig"/> and
/// implements this. The sections of this library do not; <see cref="DatasetFactory"/> knows how to open them.
/// </summary>
public interface IDatasetSource
{
    /// <summary>Lists the images of the dataset without decoding any.</summary>
    /// <exception cref="Foundation.DataException">The images cannot be used as they are.</exception>
    /// <exception cref="Foundation.ConfigurationException">A setting that the images need is missing.</exception>
    Dataset Open();
}
