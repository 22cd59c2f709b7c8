using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CimCil.Runs;

/// <summary>
/// The right to write a run folder: a file with the process and the host that hold it. It is taken by creating the file, so
/// only one of two processes gets it; a process that died leaves it behind, and it is then recognised as stale.
/// </summary>
internal sealed class RunLock : IDisposable
{
    public const string FileName = "run.lock";

    private readonly string _path;

    private RunLock(string path) => _path = path;

    /// <summary>Who holds a lock.</summary>
    /// <param name="ProcessId">The process.</param>
    /// <param name="Host">Its machine.</param>
    /// <param name="ProcessStarted">When the process started, in UTC ticks: an id is used again by later processes.</param>
    public sealed record Owner(int ProcessId, string Host, long ProcessStarted)
    {
        /// <summary>Whether the holder still runs; unknown on another host, where it counts as running.</summary>
        public bool IsAlive => Host != Environment.MachineName || StartOf(ProcessId) == ProcessStarted;

        public override string ToString() => $"process {ProcessId} on {Host}";
    }

    /// <summary>Takes the lock of a folder; null when there is a lock file already.</summary>
    /// <exception cref="IOException">The file cannot be made for another reason.</exception>
    public static RunLock? TryTake(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var self = new JsonObject
        {
            ["processId"] = Environment.ProcessId,
            ["host"] = Environment.MachineName,
            ["processStarted"] = StartOf(Environment.ProcessId),
        };
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            file.Write(Encoding.UTF8.GetBytes(self.ToJsonString()));
            file.Flush(flushToDisk: true);
            return new RunLock(path);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>Who holds the lock of a folder; null when nobody does or the file cannot be understood.</summary>
    public static Owner? OwnerOf(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            return new Owner(
                root.GetProperty("processId").GetInt32(),
                root.GetProperty("host").GetString()!,
                root.GetProperty("processStarted").GetInt64());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    public void Dispose() => File.Delete(_path);

    private static long? StartOf(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.StartTime.ToUniversalTime().Ticks;
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null; // No such process.
        }
    }
}
