using System.CommandLine;
using System.Reflection;
using System.Text.RegularExpressions;
using CimCil.Foundation;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil completion SHELL</c>: a script with which a shell completes commands, options, experiments, settings and their values.</summary>
internal static partial class CompletionCommand
{
    private const string Scripts = "completion/";

    private static readonly string[] Shells = ["bash", "zsh", "fish", "pwsh"];

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { HelpName = "SHELL", Description = "bash, zsh, fish or pwsh (PowerShell)." };
        shell.CompletionSources.Add(Shells);
        var command = new DocumentedCommand(
            "completion",
            "Print a script with which a shell completes what is typed.",
            "source <(cimcil completion bash)",
            "cimcil completion fish | source")
        { shell };
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.Write(Script(parsed.GetRequiredValue(shell), ProgramName.Name)));
        return command;
    }

    private static string Script(string shell, string program)
    {
        if (!Shells.Contains(shell))
            throw new ConfigurationException($"There is no completion for '{shell}': the shell is bash, zsh, fish or pwsh. For example: cimcil completion bash");
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Scripts}{shell}")!);
        return reader.ReadToEnd().ReplaceLineEndings("\n")
            .Replace("{program}", program, StringComparison.Ordinal)
            .Replace("{function}", NoWord().Replace(program, "_"), StringComparison.Ordinal);
    }

    [GeneratedRegex("[^A-Za-z0-9]")]
    private static partial Regex NoWord();
}
