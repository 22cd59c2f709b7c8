using System.Text.Json;
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
            var text = FileContent.Text(file);
            RequireKnown(file, text);
            return ExperimentRegistry.FromJson(text);
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

    /// <summary>A run of an experiment that another program has is no damaged one.</summary>
    private static void RequireKnown(string file, string text)
    {
        string? name;
        try
        {
            using var json = JsonDocument.Parse(text);
            name = json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("experiment", out var experiment) && experiment.ValueKind == JsonValueKind.String ? experiment.GetString() : null;
        }
        catch (JsonException)
        {
            // What is wrong with the file, reading it as an experiment says.
            return;
        }
        if (name is not null && ExperimentRegistry.All.All(entry => entry.Name != name))
            throw new DataException($"{Path.GetDirectoryName(file)} is a run of {name}, an experiment that this program does not have: whatever trains, exports or resumes a run needs its experiment. Use the program that it is written in, such as 'dotnet run -c Release {name}.cs -- export RUN'.");
    }
}
