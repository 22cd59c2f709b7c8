using System.CommandLine;
using System.CommandLine.Help;
using CimCil.Cli.Commands;

namespace CimCil.Cli;

/// <summary>
/// The command line over the experiments of every loaded assembly. A program of your own needs one line:
/// <c>return await CimCilApp.RunAsync(args);</c>
/// </summary>
public static class CimCilApp
{
    /// <summary>Runs the command that <paramref name="args"/> name.</summary>
    /// <returns>0 when it is done, 2 for wrong usage, configuration or data, 1 for a failure and for a run that was stopped.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        TerminalWriter.Use();
        // As other programs take it: `cimcil help run`.
        if (args is ["help", .. var command])
            args = [.. command, "--help"];
        var parsed = CommandTable().Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        using var interruption = new Interruption(Console.Error, parsed.CommandResult.Command is DocumentedCommand { OnlyLooks: true });
        try
        {
            UsageError.ThrowIfAny(parsed, args);
            // Errors and signals are handled here, in one place for all commands.
            var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(invocation, interruption.Token).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            return FailureReport.Write(failure, Console.Error, parsed.GetValue(VerboseOption));
        }
    }

    private static Option<bool> VerboseOption { get; } = new("--verbose")
    {
        Description = $"Show where an error came from (also: {FailureReport.TraceVariable}=1).",
        Recursive = true,
    };

    private static RootCommand CommandTable()
    {
        var root = new RootCommand("CimCil: class-incremental learning with compressed exemplars.")
        {
            ListCommand.Create(),
            DescribeCommand.Create(),
            ValidateCommand.Create(),
            RunCommand.Create(),
            ResumeCommand.Create(),
            SweepCommand.Create(),
            ReportCommand.Create(),
            CompareCommand.Create(),
            WatchCommand.Create(),
            PlanCommand.Create(),
            DataCommand.Create(),
            DoctorCommand.Create(),
            ExplainCommand.Create(),
            WeightsCommand.Create(),
            MemoryCommand.Create(),
            ExportCommand.Create(),
            MaskCommand.Create(),
            CompressCommand.Create(),
            AdaptersCommand.Create(),
            CompletionCommand.Create(),
            VerboseOption,
        };
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            (help.Action, help.Description) = (new HelpPage(), "Show what a command does and takes.");
            // Elsewhere these are paths, and shells complete them.
            if (!OperatingSystem.IsWindows() && help.Aliases.Remove("/h"))
                help.Aliases.Remove("/?");
        }
        foreach (var version in root.Options.OfType<VersionOption>())
            (version.Action, version.Description) = (new VersionLine(), "Show the versions of this program and of CimCil.");
        Completions.AddValues(root);
        return root;
    }
}
