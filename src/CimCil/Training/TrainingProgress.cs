namespace CimCil.Training;

/// <summary>What training tells whoever watches it. All methods are called on the training thread; override what is of interest.</summary>
public abstract class TrainingProgress
{
    /// <summary>A stage of a phase begins (<c>first</c>, <c>boosting</c>, <c>compression</c>).</summary>
    /// <param name="stage">The name of the stage.</param>
    /// <param name="epochCount">Epochs of the stage.</param>
    /// <param name="imageCount">Images of one epoch.</param>
    public virtual void StageStarted(string stage, int epochCount, int imageCount)
    {
    }

    /// <summary>A training step has been handed to the device; nothing is waited for.</summary>
    /// <param name="imageCount">Images of the step.</param>
    public virtual void StepFinished(int imageCount)
    {
    }

    /// <summary>Something other than training steps begins within the phase, such as <c>mask steps</c>, <c>boxes</c> or <c>evaluation</c>.</summary>
    public virtual void ActivityStarted(string activity)
    {
    }

    /// <summary>An epoch has ended and its figures have been read from the device.</summary>
    public virtual void EpochFinished(EpochMetrics metrics)
    {
    }

    /// <summary>Something that the user should know, such as a skipped image.</summary>
    public virtual void Note(string message)
    {
    }
}
