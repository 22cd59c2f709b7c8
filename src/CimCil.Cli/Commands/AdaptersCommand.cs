using System.CommandLine;
using CimCil.Cli.Progress;
using CimCil.Cli.Screens;
using CimCil.Foundation;
using CimCil.Onnx;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil adapters</c>: what mask models can run on here, and why not on the rest.</summary>
internal static class AdaptersCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand("adapters", "List what mask models can run on here.", "cimcil adapters", "cimcil mask --model mask.onnx --images photos --provider directml --adapter 1");
        command.SetAction(parsed => Write(parsed.Screen()));
        return command;
    }

    private static void Write(Screen screen)
    {
        var table = new TextTable(Details.All).Name("provider").Name("adapter").Name("name").Number("own memory");
        var reasons = new List<string>();
        foreach (var kind in new[] { ProviderKind.DirectMl, ProviderKind.Cuda })
        {
            var name = new ProviderChoice(kind).Name;
            try
            {
                foreach (var adapter in Adapter.Usable(kind))
                    table.AddRow(name, $"{adapter.Index}", adapter.Name, Words.Bytes(adapter.MemoryByteCount));
            }
            catch (ConfigurationException failure)
            {
                reasons.Add($"{name}: not here. {failure.Message}");
            }
        }
        table.AddRow("cpu", "-", "the processor", "-");
        screen.Write(table);
        foreach (var reason in reasons)
            screen.WriteLine(reason);
    }
}
