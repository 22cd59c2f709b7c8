using System.CommandLine;
using CimCil.Reporting;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil report RUN</c>: one HTML file that shows a run, and its tables.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("RUN") { Description = "The run folder; the run may still go." };
        var place = new Option<string>("--out") { HelpName = "DIR", Description = "Where report.html and tables go; usually the run folder." };
        var command = new DocumentedCommand(
            "report", "Write a run's report, one HTML file, and its tables as CSV and Markdown.", "cimcil report runs/shapes-1-0a1b2c3d", "cimcil report runs/shapes-1-0a1b2c3d --out reports/shapes")
        { folder, place };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(folder);
            if (parsed.GetValue(place) is { } typed)
                ReportPlace.Check(typed, path);
            var run = RunReader.Read(path);
            var file = RunReport.Write(run, parsed.GetValue(place) ?? run.Path);
            if (run.Lacks.Length > 0)
                parsed.Screen().WriteLine($"Warning: {run.Lacks}");
            parsed.Screen().WriteLine($"Wrote {file} and {Path.Combine(Path.GetDirectoryName(file)!, "tables")}.");
        });
        return command;
    }
}
