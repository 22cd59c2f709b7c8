// A section that makes another one of itself is never made.
// says: It always throws: a new 'Endless' makes another one, without an end
namespace User;
[ConfigSection("endless")]
public sealed partial record {|CIMCIL041:Endless|} : OwnMask
{
    public MaskConfig Inner { get; init; } = Usual;
    public static Endless Usual => {|CIMCIL041:new() { Weight = 2 }|};
    public int Weight { get; init; } = 1;
}
[ConfigSection("started")]
public sealed partial record Started : OwnMask
{
    public static Started Usual { get; } = new();
    internal Started? Other { get; } = Usual;
    public int Weight { get; init; } = 1;
}
[ConfigSection("ended")]
public sealed partial record Ended : OwnMask
{
    private static int s_left = 3;
    public MaskConfig Inner { get; init; } = s_left-- > 0 ? new Ended() : CimMask.Paper;
}
[Experiment("mine-0")] public sealed partial record Mine0 : Base { public override MaskConfig Mask { get; init; } = new Started(); }
[Experiment("mine-1")] public sealed partial record Mine1 : Base { public override MaskConfig Mask { get; init; } = new Ended(); }
