namespace CimCil.Sweeps;

/// <summary>What a sweep tells whoever watches it; from several threads, one at a time. Override what is of interest.</summary>
internal abstract class SweepProgress
{
    /// <summary>A run begins, or goes on.</summary>
    public virtual void Started(SweepRun run, SweepState from)
    {
    }

    /// <summary>A run is complete.</summary>
    public virtual void Finished(SweepRun run)
    {
    }

    /// <summary>A run failed; the others go on.</summary>
    public virtual void Failed(SweepRun run, string message)
    {
    }

    /// <summary>A run is passed over, because its folder is damaged; the others go on.</summary>
    public virtual void Damaged(SweepRun run, string message)
    {
    }

    /// <summary>A run was stopped together with the sweep.</summary>
    public virtual void Stopped(SweepRun run)
    {
    }

    /// <summary>A run that another process works on is left to it.</summary>
    public virtual void Left(SweepRun run, string holder)
    {
    }
}
