using System.CommandLine;
using CimCil.Cli.Progress;
using CimCil.Foundation;
using CimCil.Onnx;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil adapters</c>: what mask models can run on here, and why not on the rest.</summary>
internal static class AdaptersCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand("adapters", "List what mask models can run on here.", "cimcil adapters");
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            foreach (var kind in new[] { ProviderKind.DirectMl, ProviderKind.Cuda })
                Write(kind, output);
            output.WriteLine("cpu");
        });
        return command;
    }

    private static void Write(ProviderKind kind, TextWriter output)
    {
        var name = new ProviderChoice(kind).Name;
        try
        {
            foreach (var adapter in Adapter.Usable(kind))
                output.WriteLine($"{name} {adapter.Index}: {adapter.Name}, {Words.Bytes(adapter.MemoryByteCount)} of its own memory");
        }
        catch (ConfigurationException failure)
        {
            output.WriteLine($"{name}: not here. {failure.Message}");
        }
    }
}
