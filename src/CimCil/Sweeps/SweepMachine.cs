using CimCil.Runs;

namespace CimCil.Sweeps;

/// <summary>Where and how fast the runs of a sweep work.</summary>
internal sealed record SweepMachine
{
    /// <summary>As <see cref="RunOptions.Device"/>.</summary>
    public required string Device { get; init; }

    /// <summary>
    /// Threads of tensor operations in a run. A sweep keeps them, also when it goes on with more or fewer runs at a time: sums in another
    /// order could give other digits.
    /// </summary>
    public required int Threads { get; init; }

    /// <summary>As <see cref="RunOptions.WorkerCount"/>.</summary>
    public required int Workers { get; init; }

    /// <summary>As <see cref="RunOptions.CheckpointInterval"/>.</summary>
    public required int CheckpointEvery { get; init; }

    /// <summary>As <see cref="RunOptions.TensorBoard"/>.</summary>
    public required TensorBoardEvents TensorBoard { get; init; }

    /// <summary>The options of a run in a folder.</summary>
    public RunOptions For(string folder) => new()
    {
        OutputFolder = folder,
        Device = Device,
        WorkerCount = Workers,
        CheckpointInterval = CheckpointEvery,
        TensorBoard = TensorBoard,
    };
}
