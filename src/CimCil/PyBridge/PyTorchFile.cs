namespace CimCil.PyBridge;

/// <summary>PyTorch's checkpoint formats: what torch.save writes.</summary>
public static class PyTorchFile
{
    internal static CheckpointFile Open(ByteSource source) =>
        throw new CheckpointException($"{source.Name} is not a safetensors file.");
}
