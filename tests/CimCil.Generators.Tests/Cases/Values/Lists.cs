// Lists are followed however they are written.
// says: StageBlocks is 1,0: it must be from 1 to 64
// says: StageBlocks is empty: it must not be empty
// says: StageBlocks is 1,1,1,65: it must be from 1 to 64
namespace User;
internal static class K
{
    public static readonly int[] Stages = [1, 1];
    public static IReadOnlyList<int> Odd => [.. Stages, 0];
}
[Experiment("mine-0", Summary = "s")]
public sealed partial record Mine0 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL003:[1, 0]|} };
}
[Experiment("mine-1", Summary = "s")]
public sealed partial record Mine1 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL003:[]|} };
}
[Experiment("mine-2", Summary = "s")]
public sealed partial record Mine2 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL003:new List<int> { 1, 0 }|} };
}
[Experiment("mine-3", Summary = "s")]
public sealed partial record Mine3 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL003:new List<int>()|} };
}
[Experiment("mine-4", Summary = "s")]
public sealed partial record Mine4 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL003:new[] { 1, 0 }|} };
}
[Experiment("mine-5", Summary = "s")]
public sealed partial record Mine5 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL003:new int[] { 65 }|} };
}
[Experiment("mine-6", Summary = "s")]
public sealed partial record Mine6 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL003:Array.Empty<int>()|} };
}
[Experiment("mine-7", Summary = "s")]
public sealed partial record Mine7 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL003:[.. K.Stages, 0]|} };
}
[Experiment("mine-8", Summary = "s")]
public sealed partial record Mine8 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL003:K.Odd|} };
}
[Experiment("mine-9", Summary = "s")]
public sealed partial record Mine9 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL003:[.. NetworkConfig.Small.StageBlocks, 65]|} };
}
[Experiment("mine-10", Summary = "s")]
public sealed partial record Mine10 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL003:[.. Enumerable.Repeat(0, 3)]|} };
}
[Experiment("mine-11", Summary = "s")]
public sealed partial record Mine11 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL003:Enumerable.Range(0, 2).ToArray()|} };
}
[Experiment("mine-12", Summary = "s")]
public sealed partial record Mine12 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL003:K.Stages.Select(stage => stage - 1).ToList()|} };
}
[Experiment("mine-13", Summary = "s")]
public sealed partial record Mine13 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL003:K.Stages.Append(0).ToArray()|} };
}
[Experiment("mine-14", Summary = "s")]
public sealed partial record Mine14 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = [.. K.Stages, 1] };
}
[Experiment("mine-15", Summary = "s")]
public sealed partial record Mine15 : Base
{
    public override NetworkConfig Network { get; init; } = new ResNetConfig { StageBlocks = {|CIMCIL003:[0]|}, Stem = Stem.Cifar };
}
