using CimCil.Runs;

namespace CimCil.Observers;

/// <summary>Watches a run from inside the program: it may look at networks and the memory, and the run's numbers do not depend on it.</summary>
internal abstract class RunObserver : RunProgress
{
    /// <summary>A phase is trained and its memory filled; it is not scored yet.</summary>
    public virtual void MemoryFilled(FilledPhase phase)
    {
    }
}
