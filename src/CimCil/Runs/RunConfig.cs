using CimCil.Configuration;
using CimCil.Foundation;

namespace CimCil.Runs;

/// <summary>config.json: the effective configuration of a run.</summary>
internal static class RunConfig
{
    /// <summary>The experiment in a file.</summary>
    /// <param name="file">The path.</param>
    /// <exception cref="ConfigurationException">It is not the JSON of an experiment, or of one that this program does not know; the message names the file.</exception>
    /// <exception cref="DataException">The file is missing or cannot be read.</exception>
    public static Experiment Read(string file)
    {
        try
        {
            return ExperimentRegistry.FromJson(FileContent.Text(file));
        }
        catch (ConfigurationException mistake)
        {
            throw new ConfigurationException($"{file} is not what a run of this program wrote. {mistake.Message} Put the file back.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{Path.GetDirectoryName(file)} has no config.json that can be read ({failure.Message}): a run is known by its configuration. Put the file back, or start a new run.", failure);
        }
    }
}
