using System.CommandLine;
using CimCil.Cli.Progress;
using CimCil.Cli.Screens;
using CimCil.Configuration;
using CimCil.Exemplars;
using CimCil.Foundation;
using CimCil.Onnx;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil compress</c>: masks, herding and an exemplar store in one go. Needs no libtorch.</summary>
internal static class CompressCommand
{
    private static readonly Option<string> Out = new("--out") { HelpName = "FILE", Description = "The new exemplar store; usually memory.db." };

    private static readonly Option<string> BudgetOption = new("--budget") { HelpName = "M|m/class|SIZE", Description = "What it may hold: a total such as 2000 image equivalents, a share such as 20/class, or the size of the file such as \"64 MiB\".", Required = true };

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "compress",
            "Fill an exemplar memory from a folder of images with a mask model.",
            "cimcil compress --model mask.onnx --images photos --budget 20/class --out memory.db",
            "cimcil compress --model mask.onnx --images photos --budget 2000 --provider directml --labels labels.csv");
        var options = new MaskOptions();
        options.AddTo(command);
        command.Add(BudgetOption);
        command.Add(Out);
        command.SetAction((parsed, cancellation) =>
        {
            var path = parsed.GetValue(Out) ?? "memory.db";
            MemoryFiller.CheckIsFree(path);
            var memory = MemoryOf(parsed.GetRequiredValue(BudgetOption));
            Run(options.Read(parsed, path, cancellation), path, memory, parsed.Screen());
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Run(MaskJob job, string path, MemoryConfig memory, Screen screen)
    {
        var filler = new MemoryFiller(job.Model, memory, job.Ratios, job.Session, job.Loading);
        filler.CheckBudget();
        var boxes = path + ".boxes.jsonl";
        var images = job.FindBoxes(boxes, screen, _ => { }, _ => { });
        var usage = Fill();
        job.TellLeftOut(screen);
        File.Delete(boxes);
        var used = memory.Budget.Unit == BudgetUnit.Bytes ? usage.FileByteCount : usage.ImageEquivalents;
        screen.WriteLine(FormattableString.Invariant(
            $"Wrote {path}: {Words.Count(usage.ExemplarCount, "exemplar")} of {Words.Count(usage.Classes.Count, "class", "classes")} from {Words.Count(images.Count, "image")}; {Words.Use(memory.Budget.Unit, used, memory.Budget.Total(job.Model.ClassCount))}, {Words.Bytes(usage.ByteCount)} of pixels, mean box share {usage.MeanBoxShare:F2}."));
        if (images.CountBy(image => image.Label).Count() is var present && present < job.Model.ClassCount)
            screen.WriteLine($"{Words.Count(job.Model.ClassCount - present, "class", "classes")} of the model's {job.Model.ClassCount} have no image, and their shares of the budget stay empty.");
        if (usage.Classes.Count < images.CountBy(image => image.Label).Count())
            screen.WriteLine($"Of {Words.Count(images.CountBy(image => image.Label).Count() - usage.Classes.Count, "class", "classes")} no image fits into its share of the budget.");

        MemoryUsage Fill()
        {
            try
            {
                return filler.Fill(path, images, (name, count) => screen.WriteLine($"Class {name}: {Words.Count(count, "image")}"));
            }
            catch (DataException failure)
            {
                throw MaskJob.GoneOnWith(failure, boxes);
            }
            catch (ConfigurationException)
            {
                // The budget holds nothing, and what is wrong usage leaves nothing.
                File.Delete(boxes);
                throw;
            }
        }
    }

    private static MemoryConfig MemoryOf(string typed) => Budget.TryParse(typed, out var budget) && budget.Amount > 0
        ? new MemoryConfig { Budget = budget }
        : throw new ConfigurationException($"--budget cannot be '{typed}': it is a total above 0 such as 2000, a share of each class such as 20/class, or a file size such as 64MiB.");
}
