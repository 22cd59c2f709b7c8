using TorchSharp;
using TorchSharp.Modules;

namespace CimCil.PyBridge.Extensions;

/// <summary>
/// The state of TorchSharp's optimizers in and out of Python's files, under the method names of the package TorchSharp.PyBridge.
/// Parameters must have been given to the optimizer in the same order in both languages. Only LBFGS, whose state TorchSharp does
/// not show, has no such methods.
/// </summary>
public static class OptimizerExtensions
{
    /// <summary>Saves the state as Python's <c>optimizer.state_dict()</c>; the file is replaced when it is complete.</summary>
    /// <param name="optimizer">Any optimizer of TorchSharp that has a <c>state_dict()</c>.</param>
    /// <param name="location">The file.</param>
    /// <exception cref="CheckpointException">The optimizer is not one of TorchSharp's, or the file cannot be written.</exception>
    public static void save_py(this OptimizerHelper optimizer, string location)
    {
        using var scope = torch.NewDisposeScope();
        var content = OptimizerStateWriter.Describe(optimizer);
        AtomicFile.Write(location, stream => PyTorchWriter.Write(stream, content));
    }

    /// <summary>Saves the state as Python's <c>optimizer.state_dict()</c> to a stream.</summary>
    /// <param name="optimizer">Any optimizer of TorchSharp that has a <c>state_dict()</c>.</param>
    /// <param name="stream">The stream; it need not be seekable.</param>
    /// <param name="leaveOpen">Whether the stream stays open.</param>
    /// <exception cref="CheckpointException">The optimizer is not one of TorchSharp's.</exception>
    public static void save_py(this OptimizerHelper optimizer, Stream stream, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var scope = torch.NewDisposeScope();
        PyTorchWriter.Write(stream, OptimizerStateWriter.Describe(optimizer));
        if (!leaveOpen)
            stream.Dispose();
    }

    /// <summary>
    /// Loads the state of a Python optimizer: the file is its <c>state_dict()</c>, or a checkpoint that has it under <c>optimizer</c>,
    /// <c>optimizer_state_dict</c> or <c>optim</c>.
    /// </summary>
    /// <param name="optimizer">Any optimizer of TorchSharp that has a <c>state_dict()</c>.</param>
    /// <param name="location">The file.</param>
    /// <exception cref="CheckpointException">The file is damaged or does not fit; the optimizer is as it was.</exception>
    public static void load_py(this OptimizerHelper optimizer, string location)
    {
        using var file = PyTorchFile.Open(location, FilePurpose.OptimizerState);
        OptimizerStateReader.Load(optimizer, file);
    }

    /// <summary>Loads the state of a Python optimizer from a stream, which is read to its end into memory.</summary>
    /// <param name="optimizer">Any optimizer of TorchSharp that has a <c>state_dict()</c>.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="leaveOpen">Whether the stream stays open.</param>
    /// <exception cref="CheckpointException">The data is damaged or does not fit; the optimizer is as it was.</exception>
    public static void load_py(this OptimizerHelper optimizer, Stream stream, bool leaveOpen = false)
    {
        using var file = PyTorchFile.Open(ByteSource.ReadToEnd(stream, leaveOpen), FilePurpose.OptimizerState);
        OptimizerStateReader.Load(optimizer, file);
    }
}
