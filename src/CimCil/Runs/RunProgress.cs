using CimCil.Configuration;
using CimCil.Data;
using CimCil.Training;

namespace CimCil.Runs;

/// <summary>What a run tells whoever watches it, beside what training tells. Override what is of interest.</summary>
public abstract class RunProgress : TrainingProgress
{
    /// <summary>Before the run begins: images of the dataset have been inspected.</summary>
    public virtual void ImagesInspected(int doneCount, int imageCount)
    {
    }

    /// <summary>The run begins; its folder exists.</summary>
    /// <param name="experiment">The effective configuration.</param>
    /// <param name="folder">Full path of the run folder.</param>
    /// <param name="device">The device in words, such as <c>cpu</c>, and how it was chosen.</param>
    /// <param name="phaseCount">Phases to come.</param>
    public virtual void RunStarted(Experiment experiment, string folder, string device, int phaseCount)
    {
    }

    /// <summary>A phase that had finished before the run was resumed.</summary>
    public virtual void PhaseRestored(PhaseResult result)
    {
    }

    /// <summary>A phase begins.</summary>
    public virtual void PhaseStarted(Phase phase, int newImageCount, int exemplarCount)
    {
    }

    /// <summary>A phase has been scored and recorded.</summary>
    public virtual void PhaseFinished(PhaseResult result)
    {
    }

    /// <summary>The run is complete.</summary>
    public virtual void RunFinished(RunResult result)
    {
    }
}
