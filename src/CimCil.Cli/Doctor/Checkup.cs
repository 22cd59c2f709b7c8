using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using CimCil.Cli.Progress;
using CimCil.Data;
using CimCil.Foundation;
using Microsoft.Data.Sqlite;
using TorchSharp;

namespace CimCil.Cli.Doctor;

/// <summary>Everything that a run needs of a machine, looked at part by part: what is broken does not keep the rest from being looked at.</summary>
internal static class Checkup
{
    private const long LittleMemory = 4L << 30;
    private const long LittleDisk = 2L << 30;

    public static IEnumerable<Finding> Run(string runsFolder)
    {
        yield return Finding.Good("runtime", $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        yield return Sdk();
        var torch = Guarded("libtorch", LibTorch);
        yield return torch;
        yield return Guarded("image codecs", Codecs);
        yield return Guarded("SQLite", Sqlite);
        if (torch.Kind == FindingKind.Good)
        {
            yield return Guarded("convolutions", Convolutions);
            foreach (var device in Devices())
                yield return device;
        }
        yield return OnnxRuntime.Look();
        yield return Memory();
        foreach (var finding in Disk(runsFolder))
            yield return finding;
        yield return torch.Kind == FindingKind.Good
            ? Guarded("training", TrainingTest.Run)
            : Finding.Bad("training", "not tried, because libtorch does not load", "Mend libtorch first, as said above.");
    }

    private static Finding Guarded(string thing, Func<Finding> look)
    {
        try
        {
            return look();
        }
        catch (CimCilException failure)
        {
            return Finding.Of(thing, failure);
        }
        catch (Exception failure) when (failure is DllNotFoundException or TypeInitializationException or ExternalException or BadImageFormatException or InvalidOperationException)
        {
            return Finding.Bad(thing, failure.GetBaseException().Message.Split('\n')[0], "Restore and build again: dotnet build -c Release; native parts come with the packages.");
        }
    }

    private static Finding Sdk()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var version = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            if (process.ExitCode == 0)
                return Finding.Good("SDK", version);
        }
        catch (Win32Exception)
        {
            // Not on the path.
        }
        return Finding.Warning("SDK", "no .NET SDK is found; this program runs without one, but experiments cannot be built", "Install the .NET 10 SDK from https://dotnet.microsoft.com/download/dotnet/10.0.");
    }

    private static Finding LibTorch()
    {
        LibTorchLocator.EnsureLoaded();
        var named = Environment.GetEnvironmentVariable(LibTorchLocator.DirectoryVariable) is { Length: > 0 } folder ? $" from {folder}" : "";
        return Finding.Good("libtorch", $"{torch.__version__}{named}, {torch.get_num_threads()} threads");
    }

    private static Finding Codecs()
    {
        var image = new RgbImage(8, 8, [.. Enumerable.Range(0, 192).Select(i => (byte)i)]);
        return ImageCodec.Decode(ImageCodec.EncodeWebPLossless(image), "a test image").Pixels.SequenceEqual(image.Pixels) && ImageCodec.Decode(ImageCodec.EncodePng(image), "a test image").Pixels.SequenceEqual(image.Pixels)
            ? Finding.Good("image codecs", "PNG and WebP come back as they were; JPEG files are decoded by "
                + (TurboJpeg.IsFound ? "the system's libturbojpeg" : "SkiaSharp (the system's libturbojpeg, which is faster and gives the same pixels, is not installed)"))
            : Finding.Bad("image codecs", "a test image did not come back as it was", "Restore the packages again: dotnet restore --force.");
    }

    private static Finding Sqlite()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        return Finding.Good("SQLite", connection.ServerVersion);
    }

    private static Finding Convolutions() => CpuConvolutions.AreReliable
        ? Finding.Good("convolutions", "oneDNN computes them correctly")
        : Finding.Warning("convolutions", "oneDNN computes wrong ones with padded channels on this machine (its cache sizes are hidden), so it is used only where it is right", "Nothing need be done; networks whose width is a multiple of 16 keep its speed.");

    private static IEnumerable<Finding> Devices()
    {
        yield return Finding.Good("cpu", Words.Count(Environment.ProcessorCount, "core"));
        var count = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        yield return count > 0
            ? Finding.Good("cuda", $"cuda:0 to cuda:{count - 1}")
            : Finding.Good("cuda", "none: this build has libtorch for the CPU, or there is no NVIDIA GPU (build with -p:TorchBackend=cuda to use one)");
    }

    private static Finding Memory()
    {
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return available >= LittleMemory
            ? Finding.Good("memory", Words.Bytes(available))
            : Finding.Warning("memory", $"{Words.Bytes(available)}: ResNet-18 at 224 pixels needs several GiB", "Lower training.batchSize, or use a machine with more memory.");
    }

    private static IEnumerable<Finding> Disk(string folder)
    {
        var path = Path.GetFullPath(folder);
        var place = new DirectoryInfo(path);
        while (place is { Exists: false, Parent: not null })
            place = place.Parent;
        yield return WriteAccess(path, place.FullName);
        long free;
        try
        {
            free = new DriveInfo(place.FullName).AvailableFreeSpace;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            yield break;
        }
        yield return free >= LittleDisk
            ? Finding.Good("disk", $"{Words.Bytes(free)} free at {place.FullName}")
            : Finding.Warning("disk", $"only {Words.Bytes(free)} free at {place.FullName}", "Make space, or choose another place with --out DIR; 'cimcil plan' says what a run needs.");
    }

    private static Finding WriteAccess(string path, string existing)
    {
        var probe = Path.Combine(existing, $".cimcil-{Environment.ProcessId}");
        try
        {
            if (NextPart(path, existing) is var next && File.Exists(next))
                throw new IOException($"{next} is a file.");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return Finding.Good("write access", existing);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Finding.Bad("write access", $"{path} cannot be written: {failure.Message}", "Change its permissions, or choose another place with --out DIR.");
        }
    }

    /// <summary>The first part of a path below an existing folder.</summary>
    private static string NextPart(string path, string existing) =>
        Path.Combine(existing, Path.GetRelativePath(existing, path).Split(Path.DirectorySeparatorChar)[0]);
}
