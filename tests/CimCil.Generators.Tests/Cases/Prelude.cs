namespace User;

/// <summary>An experiment without a name that breaks no rule.</summary>
public abstract record Base : Experiment
{
    /// <inheritdoc/>
    public override DatasetConfig Data { get; init; } = new ShapesDataset { ClassCount = 6, ImageSide = 64, TestResize = 64 };

    /// <inheritdoc/>
    public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(classes: 6, phases: 3);

    /// <inheritdoc/>
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small;

    /// <inheritdoc/>
    public override LearnerConfig Learner { get; init; } = FosterConfig.Paper;

    /// <inheritdoc/>
    public override MaskConfig Mask { get; init; } = CimMask.Paper;

    /// <inheritdoc/>
    public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.Images(40) };
}

/// <summary>What mask policies of one's own derive from here, so that cases write their settings alone.</summary>
public abstract record OwnMask : MaskConfig
{
    /// <inheritdoc/>
    public override CimCil.Masking.MaskPolicy CreatePolicy() => CimCil.Masking.MaskPolicy.Whole;
}
