using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CimCil.Cli.Screens;

namespace CimCil.Cli;

/// <summary>The options that say how results are shown, shared by several commands.</summary>
internal static class ResultOptions
{
    /// <summary>Readable, and the same names and numbers as in the files of a run folder.</summary>
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        // For a terminal or a file, not for a page: letters of other languages stay as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary><c>--wide</c>.</summary>
    public static Option<bool> Wide { get; } = new("--wide") { Description = "Show every column of the tables." };

    /// <summary><c>--json</c>.</summary>
    public static Option<bool> AsJson { get; } = new("--json") { Description = "Write one JSON document; docs/json-output.md says what is in it." };

    /// <summary>The columns that were asked for.</summary>
    public static Details Details(this ParseResult parsed) => parsed.GetValue(Wide) ? Screens.Details.All : Screens.Details.Few;

    /// <summary>The screen for the results.</summary>
    public static Screen Screen(this ParseResult parsed) => Screens.Screen.For(parsed.InvocationConfiguration.Output);

    /// <summary>Writes a document where JSON was asked for, and nothing else is written then.</summary>
    /// <returns>Whether it was asked for.</returns>
    public static bool WriteJson(this ParseResult parsed, Func<object> document)
    {
        if (!parsed.GetValue(AsJson))
            return false;
        parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(document(), Json));
        return true;
    }
}
