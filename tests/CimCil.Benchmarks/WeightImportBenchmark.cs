using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using CimCil.PyBridge;
using CimCil.PyBridge.Extensions;
using TorchSharp;
using TorchSharp.Modules;

namespace CimCil.Benchmarks;

/// <summary>
/// What importing weights costs: a file with the tensors of a ResNet-50 (98 MB), against reading its bytes from the page cache, against
/// TorchSharp's own format, and against Python's torch.load where there is one.
/// </summary>
internal static class WeightImportBenchmark
{
    private const int RoundCount = 41;
    private const int Megabyte = 1 << 20;

    public static void Run()
    {
        // The library finds libtorch when it is loaded, which must be before torch is used.
        RuntimeHelpers.RunModuleConstructor(typeof(CheckpointFile).Module.ModuleHandle);
        torch.set_num_threads(1);
        var folder = Directory.CreateTempSubdirectory("cimcil-").FullName;
        try
        {
            Measure(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string folder)
    {
        using var network = new Weights(ResNet50());
        var (pth, safetensors, own) = (Path.Combine(folder, "w.pth"), Path.Combine(folder, "w.safetensors"), Path.Combine(folder, "w.dat"));
        network.save_py(pth);
        network.save_safetensors(safetensors);
        network.save(own);
        using var buffer = torch.zeros(new FileInfo(pth).Length, torch.uint8);
        using var copy = torch.zeros_like(buffer);
        var ways = new (string Name, Action Run)[]
        {
            ("read the bytes", () => ReadBytes(pth, buffer)),
            ("read the bytes and copy them once", () =>
            {
                ReadBytes(pth, buffer);
                copy.copy_(buffer);
            }),
            ("read the bytes and copy them, new arrays", () => File.ReadAllBytes(pth).AsSpan().ToArray()),
            ("PyTorch file into new tensors", () => ReadTensors(pth)),
            ("PyTorch file into a network (load_py)", () => network.load_py(pth)),
            ("safetensors into new tensors", () => ReadTensors(safetensors)),
            ("safetensors into a network", () => network.load_safetensors(safetensors)),
            ("TorchSharp's own load into a network", () => network.load(own)),
        };
        var times = Rounds(ways);
        var unit = times[1];
        Console.WriteLine($"{new FileInfo(pth).Length / Megabyte} MB, one thread, least of {RoundCount} interleaved rounds");
        for (var i = 0; i < ways.Length; i++)
            Print(ways[i].Name, times[i], unit);
        if (PythonSeconds(pth) is { } python)
        {
            Print("Python: torch.load into new tensors", python.Load, unit);
            Print("Python: torch.load and load_state_dict", python.Import, unit);
        }
    }

    private static void Print(string name, double seconds, double unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-42} {seconds * 1000,7:F1} ms   {seconds / unit,5:F2}"));

    private static double[] Rounds((string Name, Action Run)[] ways)
    {
        var times = ways.Select(_ => new double[RoundCount]).ToArray();
        for (var round = -2; round < RoundCount; round++)
        {
            for (var i = 0; i < ways.Length; i++)
            {
                using var scope = torch.NewDisposeScope();
                var start = Stopwatch.GetTimestamp();
                ways[i].Run();
                if (round >= 0)
                    times[i][round] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
        }
        foreach (var list in times)
            Array.Sort(list);
        return [.. times.Select(list => list[0])];
    }

    /// <summary>Into memory that is already mapped: new pages cost more than the bytes that come into them.</summary>
    private static void ReadBytes(string path, torch.Tensor buffer)
    {
        using var handle = File.OpenHandle(path);
        var span = buffer.bytes;
        for (long offset = 0; !span.IsEmpty;)
        {
            var count = RandomAccess.Read(handle, span, offset);
            offset += count;
            span = span[count..];
        }
    }

    private static void ReadTensors(string path)
    {
        using var file = CheckpointFile.Open(path);
        file.ReadAll();
    }

    private static (double Load, double Import)? PythonSeconds(string path)
    {
        const string Script = """
            import sys, time, torch
            torch.set_num_threads(1)
            class Weights(torch.nn.Module):
                def __init__(self, state):
                    super().__init__()
                    for i, (name, value) in enumerate(state.items()):
                        self.register_buffer(f"t{i}", value.clone())
            path = sys.argv[1]
            state = torch.load(path)
            target = Weights(state)
            loads, imports = [], []
            for _ in range(41):
                start = time.perf_counter()
                state = torch.load(path)
                loads.append(time.perf_counter() - start)
                target.load_state_dict({f"t{i}": value for i, value in enumerate(state.values())})
                imports.append(time.perf_counter() - start)
            print(min(loads), min(imports))
            """;
        try
        {
            var python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", Script, path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var words = process.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.TrimEntries);
            process.WaitForExit();
            return process.ExitCode == 0 ? (double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture)) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>The names and shapes of torchvision's ResNet-50.</summary>
    private static IEnumerable<(string Name, long[] Shape)> ResNet50()
    {
        var entries = new List<(string, long[])>();
        Convolution("conv1", "bn1", 64, 3, 7);
        var inputs = 64;
        foreach (var (stage, blocks) in new[] { 3, 4, 6, 3 }.Index())
        {
            var width = 64 << stage;
            for (var block = 0; block < blocks; block++)
            {
                var name = $"layer{stage + 1}.{block}.";
                Convolution($"{name}conv1", $"{name}bn1", width, inputs, 1);
                Convolution($"{name}conv2", $"{name}bn2", width, width, 3);
                Convolution($"{name}conv3", $"{name}bn3", 4 * width, width, 1);
                if (block == 0)
                    Convolution($"{name}downsample.0", $"{name}downsample.1", 4 * width, inputs, 1);
                inputs = 4 * width;
            }
        }
        entries.Add(("fc.weight", [1000, inputs]));
        entries.Add(("fc.bias", [1000]));
        return entries;

        void Convolution(string convolution, string norm, long outputs, long inputCount, long side)
        {
            entries.Add(($"{convolution}.weight", [outputs, inputCount, side, side]));
            foreach (var part in new[] { "weight", "bias", "running_mean", "running_var" })
                entries.Add(($"{norm}.{part}", [outputs]));
        }
    }

    /// <summary>A module that is nothing but its weights.</summary>
    private sealed class Weights : torch.nn.Module
    {
        public Weights(IEnumerable<(string Name, long[] Shape)> entries) : base(nameof(Weights))
        {
            foreach (var (name, shape) in entries)
                register_parameter(name.Replace('.', '_'), new Parameter(torch.randn(shape)));
        }
    }
}
