using System.CommandLine;
using System.Globalization;
using CimCil.Cli.Progress;
using CimCil.Cli.Screens;
using CimCil.Foundation;
using CimCil.PyBridge;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil weights</c>: looks into weight files of PyTorch, safetensors and ONNX, converts and compares them. None of their code is run.</summary>
internal static class WeightsCommand
{
    private const int Different = 1;

    public static Command Create() => new DocumentedCommand(
        "weights",
        "Show, convert and compare weight files of PyTorch, safetensors and ONNX.",
        "cimcil weights show resnet18.pth",
        "cimcil weights convert resnet18.pth resnet18.safetensors",
        "cimcil weights diff resnet18.pth resnet18.safetensors")
    {
        Show(),
        Convert(),
        Diff(),
    };

    private static DocumentedCommand Show()
    {
        var file = FileArgument("FILE", "A PyTorch checkpoint, a safetensors or ONNX file, the .index.json of a sharded one of either kind, or a folder with one of these.");
        var command = new DocumentedCommand("show", "List the tensors of a file without reading their numbers.", "cimcil weights show resnet18.pth", "cimcil weights show resnet18.safetensors --wide") { file, ResultOptions.Wide };
        command.SetAction(parsed =>
        {
            using var opened = CheckpointFile.Open(NamedFile.OfWeights(parsed.GetRequiredValue(file)));
            Write(opened, parsed.Screen(), parsed.Details());
        });
        return command;
    }

    private static DocumentedCommand Convert()
    {
        var input = FileArgument("IN", "Any supported file, or a folder with one.");
        var output = FileArgument("OUT", "The new file; .safetensors or .pth (also .pt, .bin) chooses the format.");
        var names = new Option<string>("--names") { HelpName = "keep|reference|torchvision", Description = "Whose parameter names are written; usually those of IN." };
        var key = new Option<string>("--key") { HelpName = "KEY", Description = "The key of the weights in a checkpoint with several parts; usually found." };
        var prefix = new Option<string>("--prefix") { HelpName = "PREFIX", Description = "Write only the weights whose names begin with it, without it, such as encoder_q; usually what all names have in common is found." };
        var force = new Option<bool>("--force") { Description = "Replace OUT where it exists." };
        var command = new DocumentedCommand(
            "convert",
            "Write the weights of a file in another format, bit for bit.",
            "cimcil weights convert resnet18.pth resnet18.safetensors",
            "cimcil weights convert ResNet18.onnx resnet18.safetensors",
            "cimcil weights convert phase-3-compressed.safetensors resnet.pth --names torchvision")
        { input, output, names, key, prefix, force };
        command.SetAction(parsed =>
        {
            var target = parsed.GetRequiredValue(output);
            if (File.Exists(target) && !parsed.GetValue(force))
                throw new ConfigurationException($"{target} exists already: a conversion replaces nothing by itself. Name another file, or add --force.");
            var found = WeightConversion.Convert(NamedFile.OfWeights(parsed.GetRequiredValue(input)), target, NamesOf(parsed.GetValue(names)), parsed.GetValue(key), parsed.GetValue(prefix));
            parsed.Screen().WriteLine($"Wrote {Words.Count(found.Tensors.Count, "tensor")}{Origin(found)} to {target}.");
            foreach (var remark in found.Remarks)
                parsed.Screen().WriteLine($"Of its graph, {remark}.");
            WriteUnread(parsed.Screen(), found.Unread, "");
            if (found.LeftOut.Count > 0)
                parsed.Screen().WriteLine($"Left out {NameList.Of(found.LeftOut.Select(tensor => tensor.Name))}. Another part is chosen with --key or --prefix.");
        });
        return command;
    }

    private static DocumentedCommand Diff()
    {
        var first = FileArgument("A", "Any supported file, or a folder with one.");
        var second = FileArgument("B", "Another one; formats, keys, prefixes and libraries' names may differ.");
        var key = new Option<string>("--key") { HelpName = "KEY", Description = "Compare the part under this key alone, such as model_ema; a file that is one network is taken whole." };
        var prefix = new Option<string>("--prefix") { HelpName = "PREFIX", Description = "Compare only the weights whose names begin with it, without it, such as encoder_q." };
        var command = new DocumentedCommand(
            "diff",
            "Compare the weights of two files; the exit code is 1 where they differ.",
            "cimcil weights diff a.pth b.safetensors",
            "cimcil weights diff a.pth b.safetensors --key model_ema")
        { first, second, key, prefix };
        command.SetAction(parsed =>
        {
            using var a = CheckpointFile.Open(NamedFile.OfWeights(parsed.GetRequiredValue(first)));
            using var b = CheckpointFile.Open(NamedFile.OfWeights(parsed.GetRequiredValue(second)));
            var exitCode = Write(WeightComparison.Of(a, b, parsed.GetValue(key), parsed.GetValue(prefix)), parsed.Screen());
            WriteUnread(parsed.Screen(), a.Unread, " of A");
            WriteUnread(parsed.Screen(), b.Unread, " of B");
            return exitCode;
        });
        return command;
    }

    private static Argument<string> FileArgument(string name, string description) => new(name) { Description = description };

    private static WeightNames NamesOf(string? typed) => typed switch
    {
        null or "keep" => WeightNames.Keep,
        "reference" => WeightNames.Reference,
        "torchvision" => WeightNames.TorchVision,
        _ => throw new ConfigurationException($"--names cannot be '{typed}': it is keep, reference or torchvision."),
    };

    private static string Origin(FoundWeights found) => (found.Key, found.Prefix) switch
    {
        ("", "") => "",
        (var key, "") => $" of '{key}'",
        ("", var prefix) => $" (prefix '{prefix}' left out)",
        var (key, prefix) => $" of '{key}' (prefix '{prefix}' left out)",
    };

    private static string Part(FoundWeights found, string file) =>
        $"{(found.Key.Length > 0 ? $"'{found.Key}'" : found.LeftOut.Count > 0 ? "a part" : "all")} of {file}{(found.Prefix.Length > 0 ? $" (prefix '{found.Prefix}' left out)" : "")}";

    private static void Write(CheckpointFile file, Screen screen, Details details)
    {
        var table = new TextTable(details).Name("tensor").Name("type").Name("shape").Number("values", Details.All).Number("size");
        foreach (var tensor in file.Tensors)
        {
            table.AddRow(
                tensor.Name, tensor.ElementType.ToString().ToLowerInvariant(), $"[{string.Join(", ", tensor.Shape)}]",
                tensor.ElementCount.ToString("N0", CultureInfo.InvariantCulture), Words.Bytes(tensor.ByteCount));
        }
        screen.Write(table);
        if (details == Details.All)
        {
            foreach (var (key, value) in file.Metadata)
                screen.WriteLine($"{key} = {value}");
        }
        else if (file.Metadata.Count > 0)
            screen.WriteLine($"It says of itself: {string.Join(", ", file.Metadata.Keys)} (--wide shows it).");
        var values = file.Tensors.Sum(tensor => tensor.ElementCount).ToString("N0", CultureInfo.InvariantCulture);
        WriteUnread(screen, file.Unread, "");
        screen.WriteLine($"{Words.Count(file.Tensors.Count, "tensor")}, {values} values, {Words.Bytes(file.Tensors.Sum(tensor => tensor.ByteCount))}; {Format(file.Format)}");
    }

    private static void WriteUnread(Screen screen, IReadOnlyList<string> values, string where)
    {
        foreach (var value in values)
            screen.WriteLine($"Left unread{where}: {value}");
    }

    private static string Format(CheckpointFormat format) => format switch
    {
        CheckpointFormat.PyTorchZip => "PyTorch (zip)",
        CheckpointFormat.PyTorchLegacy => "PyTorch (before 1.6)",
        CheckpointFormat.SafeTensors => "safetensors",
        CheckpointFormat.Onnx => "ONNX",
        _ => format.ToString(),
    };

    private static int Write(WeightComparison comparison, Screen screen)
    {
        var table = new TextTable(Details.All).Name("tensor").Name("difference").Prose("detail");
        foreach (var difference in comparison.Differences)
            table.AddRow(difference.Name, Kind(difference.Kind), difference.Detail);
        screen.Write(table);
        screen.WriteLine($"Compared {Part(comparison.First, "A")} with {Part(comparison.Second, "B")}.");
        foreach (var (file, names) in new[] { ("A", comparison.LeftOutOfFirst), ("B", comparison.LeftOutOfSecond) })
        {
            if (names.Count > 0)
                screen.WriteLine($"Not compared of {file}: {NameList.Of(names)}");
        }
        screen.WriteLine($"{Words.Count(comparison.EqualCount, "tensor is", "tensors are")} equal bit for bit, {comparison.Differences.Count} {(comparison.Differences.Count == 1 ? "differs" : "differ")}.");
        return comparison.Differences.Count == 0 ? 0 : Different;
    }

    private static string Kind(WeightDifferenceKind kind) => kind switch
    {
        WeightDifferenceKind.OnlyInFirst => "only in A",
        WeightDifferenceKind.OnlyInSecond => "only in B",
        WeightDifferenceKind.Form => "shape or type",
        _ => "values",
    };
}
