using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using CimCil.PyBridge;
using static TorchSharp.torch;

namespace CimCil.Runs;

/// <summary>
/// The checkpoints of a run: safetensors files whose header holds a <see cref="RunCheckpoint"/> and a checksum over it and all tensors.
/// A file appears under its name only when it is complete and on the disk; the last two are kept.
/// </summary>
/// <param name="path">The folder.</param>
internal sealed class CheckpointFolder(string path)
{
    private const int KeptCount = 2;
    private const string StateKey = "checkpoint";
    private const string ChecksumKey = "xxh128";

    /// <summary>The files, the newest first.</summary>
    public IReadOnlyList<string> Files => Directory.Exists(path)
        ? [.. Directory.GetFiles(path, "checkpoint-*.safetensors").OrderByDescending(NumberOf)]
        : [];

    /// <summary>Writes a checkpoint and removes those that are older than the last two.</summary>
    /// <param name="checkpoint">The state.</param>
    /// <param name="tensors">Its tensors, on any device.</param>
    /// <exception cref="CheckpointException">The file cannot be written; the earlier ones are as they were.</exception>
    public void Write(RunCheckpoint checkpoint, IReadOnlyList<(string Name, Tensor Tensor)> tensors)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(tensors);
        Directory.CreateDirectory(path);
        using var scope = NewDisposeScope();
        var onHost = tensors.Select(entry => (entry.Name, Tensor: entry.Tensor.detach().cpu().contiguous())).ToList();
        var state = CheckpointJson.Write(checkpoint);
        var metadata = new Dictionary<string, string> { ["format"] = "pt", [StateKey] = state, [ChecksumKey] = ChecksumOf(state, onHost) };
        var earlier = Files;
        var number = earlier.Count == 0 ? 1 : NumberOf(earlier[0]) + 1;
        SafeTensors.Write(Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"checkpoint-{number:D6}.safetensors")), onHost, metadata);
        foreach (var file in earlier.Skip(KeptCount - 1))
            File.Delete(file);
    }

    /// <summary>Reads the newest checkpoint that is whole.</summary>
    /// <param name="report">Is told of a newer one that is damaged.</param>
    /// <returns>Null when there is none at all.</returns>
    /// <exception cref="CheckpointException">There are some, and none is whole.</exception>
    public LoadedCheckpoint? ReadNewest(Action<string> report)
    {
        ArgumentNullException.ThrowIfNull(report);
        CheckpointException? damage = null;
        foreach (var file in Files)
        {
            try
            {
                return Read(file);
            }
            catch (CheckpointException failure)
            {
                damage ??= failure;
                report($"A checkpoint is passed over: {failure.Message}");
            }
        }
        return damage is null ? null : throw new CheckpointException($"No checkpoint in {path} is whole, and a run is resumed from a whole one. Put a copy back; or remove the folder, and the run begins anew. {damage.Message}", damage);
    }

    /// <summary>Reads and verifies a checkpoint.</summary>
    /// <exception cref="CheckpointException">It is damaged, or of a newer version.</exception>
    public static LoadedCheckpoint Read(string file)
    {
        using var opened = SafeTensors.Open(file);
        if (opened.Metadata.Count != 3 || opened.Metadata.GetValueOrDefault("format") != "pt"
            || !opened.Metadata.TryGetValue(StateKey, out var state) || !opened.Metadata.TryGetValue(ChecksumKey, out var checksum))
            throw new CheckpointException($"{file} holds no checkpoint of a run: it must be a file that a run wrote.");
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            using (NewDisposeScope())
            {
                foreach (var tensor in opened.Tensors)
                    tensors[tensor.Name] = tensor.Read().DetachFromDisposeScope();
                if (ChecksumOf(state, [.. tensors.Select(entry => (entry.Key, entry.Value))]) != checksum)
                    throw new CheckpointException($"{file} is damaged: its content does not match its checksum.");
            }
            var checkpoint = CheckpointJson.Read(state);
            if (checkpoint.Version != RunCheckpoint.CurrentVersion)
                throw new CheckpointException($"{file} is a checkpoint of version {checkpoint.Version}, and this CimCil reads version {RunCheckpoint.CurrentVersion}. Resume with the version that wrote it.");
            return new LoadedCheckpoint(file, checkpoint, tensors);
        }
        catch (Exception failure)
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
            if (failure is JsonException)
                throw new CheckpointException($"{file} is damaged: its state cannot be read ({failure.Message}).", failure);
            throw;
        }
    }

    /// <summary>Removes what a writer that was killed left half-written.</summary>
    public void RemoveUnfinished()
    {
        foreach (var file in Directory.Exists(path) ? Directory.GetFiles(path, "*.tmp") : [])
            File.Delete(file);
    }

    /// <summary>Over the state, and the name and bytes of every tensor in the order of names.</summary>
    private static string ChecksumOf(string state, IReadOnlyList<(string Name, Tensor Tensor)> tensors)
    {
        var hash = new XxHash128();
        hash.Append(Encoding.UTF8.GetBytes(state));
        foreach (var (name, tensor) in tensors.OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            hash.Append(Encoding.UTF8.GetBytes($"{name} [{string.Join(",", tensor.shape)}]"));
            TensorBytes.ForEachPiece(tensor, bytes => hash.Append(bytes));
        }
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private static int NumberOf(string file) =>
        int.TryParse(Path.GetFileNameWithoutExtension(file)["checkpoint-".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
