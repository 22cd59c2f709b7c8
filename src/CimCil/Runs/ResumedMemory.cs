using CimCil.Configuration;
using CimCil.Exemplars;
using CimCil.Foundation;

namespace CimCil.Runs;

/// <summary>The memory of a run that is resumed: it must be the one that the checkpoint was written with, or what the phase after it made of that.</summary>
/// <param name="folder">The run.</param>
/// <param name="from">The checkpoint; null when there is none.</param>
internal sealed class ResumedMemory(RunFolder folder, LoadedCheckpoint? from)
{
    /// <summary>Refuses a memory that is missing, of another run, or changed since; of a checkpoint of an older version nothing tells.</summary>
    /// <param name="budget">The experiment's, which each of its phases was filled under.</param>
    /// <exception cref="DataException">It is refused.</exception>
    public void Require(Budget budget)
    {
        if (from?.State.Memory is not { } known)
            return;
        if (new FileInfo(folder.MemoryPath) is not { Exists: true, Length: > 0 })
        {
            if (known.Phase >= 0)
                throw Refusal("it is missing or empty");
            return;
        }
        using var store = ExemplarStore.OpenReadOnly(folder.MemoryPath);
        var found = store.Snapshot;
        if (found.LastPhase >= 0 && found.Phases[^1].Budget != budget)
            throw Refusal($"it was reduced or filled under the budget {found.Phases[^1].Budget}, and the run's is {budget}");
        // Of another phase: that is said where the run's steps are known.
        if (found.LastPhase >= known.Phase && found.LastPhase <= known.Phase + 1 && !known.LeadsTo(found))
            throw Refusal("it holds other exemplars");
    }

    private DataException Refusal(string what) => new(
        $"{folder.MemoryPath} is not the memory that {Path.GetFileName(from!.File)} was written with: {what}. A run goes on with the very memory that it made. "
        + "Put that file back (what is to be shrunk or merged is a copy), or start a new run.");
}
