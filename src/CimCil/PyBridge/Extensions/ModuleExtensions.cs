using CimCil.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;
using BindingFlags = System.Reflection.BindingFlags;

namespace CimCil.PyBridge.Extensions;

/// <summary>
/// Weights of modules in and out of Python's files, under the method names of the package TorchSharp.PyBridge. Their namespace has
/// nothing else, so that a file that uses the package's methods can use the rest of <c>CimCil.PyBridge</c>. Nested checkpoint
/// dictionaries, prefixes and torchvision's names are understood as <see cref="WeightImport"/> says.
/// </summary>
public static class ModuleExtensions
{
    /// <summary>The files of a checkpoint folder, in the order in which they are looked for.</summary>
    private static readonly string[] CheckpointNames = ["model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"];

    /// <summary>What a checkpoint's name may go on with, in the order in which it is looked for.</summary>
    private static readonly string[] CheckpointEndings = ["", ".safetensors", ".safetensors.index.json", ".bin", ".bin.index.json", ".pth", ".pt"];

    /// <summary>
    /// Loads the checkpoint of a folder that <c>save_pretrained()</c> of Hugging Face's transformers wrote: safetensors or a pickle, in
    /// one file or in shards.
    /// </summary>
    /// <param name="module">The module, on any device; its types stay.</param>
    /// <param name="path">The folder.</param>
    /// <param name="checkpointName">The file of the folder, which for shards is the index, with or without its ending; null for the first there is of <c>model.safetensors</c>, <c>pytorch_model.bin</c> and their indices.</param>
    /// <param name="strict">Whether the names must be exactly the module's; if not, what fits is loaded and the rest keeps its values.</param>
    /// <param name="skip">Names that keep their values.</param>
    /// <param name="loadedParameters">Takes every name of the file and the module with whether it was loaded.</param>
    /// <returns>The module.</returns>
    /// <exception cref="CheckpointException">The folder has no such file, or the file is damaged or does not fit; the module is as it was.</exception>
    public static Module load_checkpoint(this Module module, string path, string? checkpointName = null, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
    {
        using var file = CheckpointFile.Open(Path.Combine(path, FindCheckpoint(path, checkpointName)));
        return Load(module, file, strict, skip, loadedParameters);
    }

    /// <summary>Loads a safetensors file (or the index of a sharded one).</summary>
    /// <param name="module">The module, on any device; its types stay.</param>
    /// <param name="location">The file.</param>
    /// <param name="strict">Whether the names must be exactly the module's; if not, what fits is loaded and the rest keeps its values.</param>
    /// <param name="skip">Names that keep their values.</param>
    /// <param name="loadedParameters">Takes every name of the file and the module with whether it was loaded.</param>
    /// <returns>The module.</returns>
    /// <exception cref="CheckpointException">The file is damaged or does not fit; the module is as it was.</exception>
    public static Module load_safetensors(this Module module, string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
    {
        using var file = SafeTensors.Open(location);
        return Load(module, file, strict, skip, loadedParameters);
    }

    /// <summary>Loads safetensors from a stream, which is read to its end into memory.</summary>
    /// <param name="module">The module, on any device; its types stay.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="strict">Whether the names must be exactly the module's; if not, what fits is loaded and the rest keeps its values.</param>
    /// <param name="skip">Names that keep their values.</param>
    /// <param name="loadedParameters">Takes every name of the file and the module with whether it was loaded.</param>
    /// <param name="leaveOpen">Whether the stream stays open.</param>
    /// <returns>The module.</returns>
    /// <exception cref="CheckpointException">The data is damaged or does not fit; the module is as it was.</exception>
    public static Module load_safetensors(this Module module, Stream stream, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null, bool leaveOpen = false)
    {
        using var file = SafeTensors.Open(ByteSource.ReadToEnd(stream, leaveOpen));
        return Load(module, file, strict, skip, loadedParameters);
    }

    /// <summary>Saves parameters and buffers as safetensors; the file is replaced when it is complete.</summary>
    /// <param name="module">The module, on any device.</param>
    /// <param name="location">The file.</param>
    /// <param name="skip">Names that are left out.</param>
    /// <returns>The module.</returns>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    public static Module save_safetensors(this Module module, string location, IList<string>? skip = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        SafeTensors.Write(location, State(module, skip));
        return module;
    }

    /// <summary>Saves parameters and buffers as safetensors to a stream.</summary>
    /// <param name="module">The module, on any device.</param>
    /// <param name="stream">The stream; it need not be seekable.</param>
    /// <param name="skip">Names that are left out.</param>
    /// <param name="leaveOpen">Whether the stream stays open.</param>
    /// <returns>The module.</returns>
    /// <exception cref="CheckpointException">A type is not in the format; nothing was written.</exception>
    public static Module save_safetensors(this Module module, Stream stream, IList<string>? skip = null, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(stream);
        SafeTensors.Write(stream, State(module, skip));
        if (!leaveOpen)
            stream.Dispose();
        return module;
    }

    /// <summary>Loads what torch.save wrote, in the zip format or the one before PyTorch 1.6.</summary>
    /// <param name="module">The module, on any device; its types stay.</param>
    /// <param name="location">The file.</param>
    /// <param name="strict">Whether the names must be exactly the module's; if not, what fits is loaded and the rest keeps its values.</param>
    /// <param name="skip">Names that keep their values.</param>
    /// <param name="loadedParameters">Takes every name of the file and the module with whether it was loaded.</param>
    /// <returns>The module.</returns>
    /// <exception cref="CheckpointException">The file is damaged, asks for code to be run, or does not fit; the module is as it was.</exception>
    public static Module load_py(this Module module, string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
    {
        using var file = PyTorchFile.Open(location);
        return Load(module, file, strict, skip, loadedParameters);
    }

    /// <summary>Loads what torch.save wrote from a stream, which is read to its end into memory.</summary>
    /// <param name="module">The module, on any device; its types stay.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="strict">Whether the names must be exactly the module's; if not, what fits is loaded and the rest keeps its values.</param>
    /// <param name="skip">Names that keep their values.</param>
    /// <param name="loadedParameters">Takes every name of the file and the module with whether it was loaded.</param>
    /// <param name="leaveOpen">Whether the stream stays open.</param>
    /// <returns>The module.</returns>
    /// <exception cref="CheckpointException">The data is damaged, asks for code to be run, or does not fit; the module is as it was.</exception>
    public static Module load_py(this Module module, Stream stream, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null, bool leaveOpen = false)
    {
        using var file = PyTorchFile.Open(ByteSource.ReadToEnd(stream, leaveOpen));
        return Load(module, file, strict, skip, loadedParameters);
    }

    /// <summary>Saves parameters and buffers so that Python's <c>torch.load</c> reads them; the file is replaced when it is complete.</summary>
    /// <param name="module">The module, on any device.</param>
    /// <param name="location">The file.</param>
    /// <param name="skip">Names that are left out.</param>
    /// <returns>The module.</returns>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    public static Module save_py(this Module module, string location, IList<string>? skip = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        PyTorchFile.Write(location, State(module, skip));
        return module;
    }

    /// <summary>Saves parameters and buffers to a stream so that Python's <c>torch.load</c> reads them.</summary>
    /// <param name="module">The module, on any device.</param>
    /// <param name="stream">The stream; it need not be seekable.</param>
    /// <param name="skip">Names that are left out.</param>
    /// <param name="leaveOpen">Whether the stream stays open.</param>
    /// <returns>The module.</returns>
    public static Module save_py(this Module module, Stream stream, IList<string>? skip = null, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(stream);
        PyTorchWriter.Write(stream, PyTorchFile.StateOf(State(module, skip)));
        if (!leaveOpen)
            stream.Dispose();
        return module;
    }

    /// <summary>What is disposed shows no state: what was saved of it would be an empty file, and of a module with a part that is, a file without that part.</summary>
    private static Dictionary<string, torch.Tensor> StateOf(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var state = module.state_dict();
        TensorBytes.RequireAlive(state.Select(entry => (entry.Key, entry.Value)));
        if (state.Count == 0)
            throw new CheckpointException($"The module {module.GetName()} has no parameters and no buffers: it is disposed, or has none. Save and load modules before they are disposed.");
        if (module.named_modules().FirstOrDefault(part => IsDisposed(part.module)) is { name: { } gone })
            throw new ObjectDisposedException(gone, $"The part {NameList.Shorten(gone)} of the module {module.GetName()} is disposed, or a weight of it: its numbers are gone. Save and load modules before their parts are disposed.");
        return state;
    }

    /// <summary>Most modules lose their handle, and TorchSharp's own of parameters alone lose these.</summary>
    [System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A field that was trimmed away holds no weight that anything uses.")]
    private static bool IsDisposed(Module part)
    {
        try
        {
            _ = part.training;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
        return part.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Any(field => field.GetValue(part) is Parameter { IsInvalid: true });
    }

    private static Module Load(Module module, CheckpointFile file, bool strict, IList<string>? skip, Dictionary<string, bool>? loadedParameters)
    {
        _ = StateOf(module);
        var options = (strict ? WeightImportOptions.Strict : WeightImportOptions.Lenient) with { Skip = [.. skip ?? []] };
        var report = WeightImport.Load(module, file, options);
        if (loadedParameters is null)
            return module;
        foreach (var name in report.Matched)
            loadedParameters[name] = true;
        foreach (var name in report.Skipped.Concat(report.Missing).Concat(report.Unexpected))
            loadedParameters[name] = false;
        return module;
    }

    private static string FindCheckpoint(string folder, string? name)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
            throw new CheckpointException($"{folder} is no folder; load_checkpoint takes the folder of a checkpoint, load_py and load_safetensors take files.");
        string[] candidates = name is null ? CheckpointNames
            : CheckpointEndings.Any(ending => ending.Length > 0 && name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) ? [PlainName(name)]
            : [.. CheckpointEndings.Select(ending => PlainName(name) + ending)];
        return candidates.FirstOrDefault(candidate => File.Exists(Path.Combine(folder, candidate)))
            ?? throw new CheckpointException($"{folder} has none of {string.Join(", ", candidates)}; name the file of the checkpoint in checkpointName.");
    }

    private static string PlainName(string name) => name.Length > 0 && name == Path.GetFileName(name.Replace('\\', '/'))
        ? name
        : throw new CheckpointException($"The checkpoint name '{name}' must be the name of a file in the folder, without a path.");

    /// <summary>What is saved. Nothing is written of a module that is disposed, or where a name to skip is none of it.</summary>
    private static List<(string Name, torch.Tensor Tensor)> State(Module module, IList<string>? skip)
    {
        var state = StateOf(module);
        if (skip?.FirstOrDefault(name => !state.ContainsKey(name)) is { } unknown)
            throw new CheckpointException($"skip names '{NameList.Shorten(unknown)}', which the module has not: it has {NameList.Of(state.Keys)}. Correct the name, or leave it out.");
        return [.. RationalActivation.StateOf(module).Where(entry => skip is null || !skip.Contains(entry.Key)).Select(entry => (entry.Key, entry.Value))];
    }
}
