using CimCil.Configuration;
using CimCil.Data.Folders;
using CimCil.Data.Shapes;
using CimCil.Foundation;

namespace CimCil.Data;

/// <summary>Opens the dataset that a section describes.</summary>
public static class DatasetFactory
{
    /// <summary>Lists the images of a dataset; none is decoded or drawn yet. Listing the same files gives the same dataset on every machine.</summary>
    /// <exception cref="DataException">Folders or files are missing or not laid out as the section says; the message holds the path and the fix.</exception>
    /// <exception cref="ConfigurationException">A setting is missing, or nothing opens this section.</exception>
    public static Dataset Open(DatasetConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        try
        {
            return config switch
            {
                ImageFolderDataset folder => ImageFolderSource.Open(folder),
                Food101Dataset food => Food101Source.Open(food),
                ImageNetDataset imageNet => ImageNetSource.Open(imageNet),
                ShapesDataset shapes => ShapesSource.Open(shapes),
                IDatasetSource own => own.Open(),
                _ => throw new ConfigurationException(
                    $"data is a {config.GetType().Name}, which nothing opens: a dataset section of your own must say how. "
                    + $"Let {config.GetType().Name} implement {nameof(IDatasetSource)}."),
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException(
                $"The images of data ({config.GetType().Name}) cannot be listed: {error.Message} Every folder and list must be readable. "
                + "Check the permissions and the medium, then start again.", error);
        }
    }
}
