namespace CimCil.Planning;

/// <summary>How much is measured for an estimate.</summary>
/// <param name="StepCount">Steps of each kind, after one that is not measured.</param>
/// <param name="Loading">How long images are loaded, at most.</param>
internal sealed record EstimateEffort(int StepCount, TimeSpan Loading)
{
    /// <summary>Of a plan that was asked for.</summary>
    public static EstimateEffort Usual { get; } = new(2, TimeSpan.FromSeconds(5));

    /// <summary>Of a run that waits for it.</summary>
    public static EstimateEffort Brief { get; } = new(1, TimeSpan.FromSeconds(1));
}
