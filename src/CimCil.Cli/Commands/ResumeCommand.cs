using System.CommandLine;
using CimCil.Cli.Progress;
using CimCil.Runs;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil resume RUN</c>: goes on with a run that was stopped or died.</summary>
internal static class ResumeCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "resume",
            "Go on with a run that was stopped or died; it ends with the same numbers.",
            "cimcil resume runs/shapes-1-0a1b2c3d",
            "cimcil resume runs/food --device cuda:1 --workers 8 --data /data/food-101");
        var folder = new Argument<string>("RUN") { Description = "The run folder." };
        var set = new Option<string[]>("--set") { HelpName = "path=value", Description = "Change a setting that decides no number, such as data.root; others are refused." };
        var data = new Option<string>("--data") { HelpName = "DIR", Description = "The folder of the images where it has moved; short for --set data.root=DIR." };
        var otherImages = new Option<bool>("--other-images") { Description = "Go on although images were added, removed or replaced; the manifest records it. Other classes are refused." };
        var machine = new MachineOptions();
        command.Add(folder);
        machine.AddTo(command);
        command.Add(data);
        command.Add(set);
        command.Add(otherImages);
        command.Add(ResultOptions.Wide);
        command.SetAction((parsed, cancellation) =>
        {
            var run = machine.Read(parsed, parsed.GetRequiredValue(folder)) with { ChangedImages = parsed.GetValue(otherImages) ? ChangedImages.Accepted : ChangedImages.Refused };
            string[] changes = [.. parsed.GetValue(set) ?? [], .. parsed.GetValue(data) is { } moved ? [$"data.root={moved}"] : Array.Empty<string>()];
            RunDisplay.Show(parsed.Screen(), parsed.Details(), run.OutputFolder, progress => ExperimentRunner.Resume(run, changes, progress, cancellation));
            return Task.FromResult(0);
        });
        return command;
    }
}
