using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CimCil.Foundation;

namespace CimCil.Runs;

/// <summary>
/// The right to write a run folder: a file with the process and the host that hold it. It is taken by creating the file, so
/// only one of two processes gets it; a process that died leaves it behind, and it is then recognised as stale.
/// </summary>
internal sealed class RunLock : IDisposable
{
    public const string FileName = "run.lock";

    private const string BootFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>A file without an owner that is younger than this belongs to a process that is just writing it.</summary>
    private static readonly TimeSpan WritingTime = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private bool _isReleased;

    private RunLock(string path) => _path = path;

    /// <summary>Who holds a lock.</summary>
    /// <param name="ProcessId">The process.</param>
    /// <param name="Host">Its machine.</param>
    /// <param name="ProcessStarted">When the process started, in a measure that is the same for every process that asks: an id is used again by later processes.</param>
    /// <param name="Boot">Which start of the machine that was in; empty where it does not say.</param>
    public sealed record Owner(int ProcessId, string Host, long ProcessStarted, string Boot)
    {
        /// <summary>Whether the holder still runs; unknown on another host, where it counts as running.</summary>
        public bool IsAlive => Host != Environment.MachineName
            || (Boot == BootOfThisMachine() && StartOf(ProcessId) is { } start && Math.Abs(start - ProcessStarted) <= StartTolerance);

        public override string ToString() => $"process {ProcessId} on {Host}";
    }

    /// <summary>Takes the lock of a folder; null when there is a lock file already.</summary>
    /// <exception cref="IOException">The file cannot be made for another reason.</exception>
    public static RunLock? TryTake(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            WriteSelf(file);
            return new RunLock(path);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>Takes the lock of a folder that nobody holds, or whose holder has died; null when somebody holds it.</summary>
    /// <exception cref="ConfigurationException">The file cannot be made or read for another reason.</exception>
    public static RunLock? TryTakeOver(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            if (TryTake(folder) is { } taken)
                return taken;
            // Of several processes that find a dead holder, the system lets one at a time look and write.
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            if (Read(file) is { } owner ? owner.IsAlive : DateTime.UtcNow - File.GetLastWriteTimeUtc(path) < WritingTime)
                return null;
            file.SetLength(0);
            WriteSelf(file);
            return new RunLock(path);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path} cannot be written: {failure.Message} Whoever goes on with a run writes into its folder. Change the permissions of the folder and of what is in it, or go on as the user who began the run.");
        }
    }

    /// <summary>Who holds the lock of a folder; null when nobody does or the file cannot be understood.</summary>
    public static Owner? OwnerOf(string folder)
    {
        try
        {
            using var file = new FileStream(Path.Combine(folder, FileName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return Read(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        // Once only: by the second time the file may be another process's.
        if (!Interlocked.Exchange(ref _isReleased, true))
            File.Delete(_path);
    }

    private static Owner? Read(FileStream file)
    {
        try
        {
            using var document = JsonDocument.Parse(file);
            var root = document.RootElement;
            return new Owner(
                root.GetProperty("processId").GetInt32(),
                root.GetProperty("host").GetString()!,
                root.GetProperty("processStarted").GetInt64(),
                root.TryGetProperty("boot", out var boot) ? boot.GetString()! : "");
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static void WriteSelf(FileStream file)
    {
        var self = new JsonObject
        {
            ["processId"] = Environment.ProcessId,
            ["host"] = Environment.MachineName,
            ["processStarted"] = StartOf(Environment.ProcessId),
            ["boot"] = BootOfThisMachine(),
        };
        file.Position = 0;
        file.Write(Encoding.UTF8.GetBytes(self.ToJsonString()));
        file.Flush(flushToDisk: true);
    }

    private static string BootOfThisMachine() => File.Exists(BootFile) ? File.ReadAllText(BootFile).Trim() : "";

    /// <summary>On Linux the kernel's own count; elsewhere a time, which two processes may compute a little differently.</summary>
    private static long StartTolerance => OperatingSystem.IsLinux() ? 0 : 2 * TimeSpan.TicksPerSecond;

    private static long? StartOf(int processId)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // Fields are counted after the name, which is in brackets and may hold spaces; the start is the 22nd of all.
                var status = File.ReadAllText($"/proc/{processId}/stat");
                var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
                return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], System.Globalization.CultureInfo.InvariantCulture);
            }
            using var process = Process.GetProcessById(processId);
            return process.StartTime.ToUniversalTime().Ticks;
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or Win32Exception or IOException)
        {
            return null; // No such process.
        }
    }
}
