namespace CimCil.PyBridge;

/// <summary>
/// What reading a file's structure may take in memory: some megabytes and a multiple of the file's size. It makes a small file
/// that describes a huge structure fail before it does harm.
/// </summary>
internal sealed class MemoryBudget(string path, long fileLength)
{
    private const long Allowance = 40L << 20;
    private const long Factor = 3;

    private long _left = Math.Min(fileLength, long.MaxValue / 8) * Factor + Allowance;

    public void Charge(long bytes)
    {
        _left -= bytes;
        if (_left < 0)
            throw new CheckpointException($"{path} describes a structure that takes far more memory than its {fileLength} bytes: it is damaged, or was made to fill the memory. Copy or download it again.");
    }
}
