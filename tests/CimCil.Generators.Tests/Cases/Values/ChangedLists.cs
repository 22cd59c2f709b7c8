// The items of a static array are known as long as nothing replaces them.
// says: StageBlocks is 1,0: it must be from 1 to 64
// says: StageBlocks is 0,0: it must be from 1 to 64
// says: StageBlocks is empty: it must not be empty
// says: Title is empty: it must not be empty
namespace User;
internal static class K
{
    public static readonly int[] Filled = [0, 0];
    public static readonly int[] Sorted = [0, 1];
    public static readonly int[] Aliased = [0];
    public static readonly int[] Given = [0];
    public static readonly List<int> Listed = [0];
    public static readonly int[] Fixed = [1, 0];
    public static readonly IReadOnlyList<int> Typed = [1, 0];
    private static readonly int[] s_inner = [1, 0];
    public static IReadOnlyList<int> Outer => s_inner;
    public static int[] Give() => Given;
    [System.Runtime.CompilerServices.ModuleInitializer]
    internal static void Begin()
    {
        Filled[0] = 1;
        K.Filled[1]++;
        Array.Fill(Sorted, 1);
        var alias = Aliased;
        alias[0] = 1;
        Give()[0] = 1;
        Listed.Clear();
        Listed.Add(1);
        Console.WriteLine(Fixed[0] + Fixed.Length + Fixed.Sum() + Array.Find(Fixed, item => item > 0));
    }
}
public static class Turned
{
    public static IReadOnlyList<int> ByArray() { var list = new[] { 1, 0 }; Array.Reverse(list); return list[..1]; }
    public static int BySpan() { var list = new[] { -1, 3 }; list.AsSpan().Reverse(); return list[0]; }
    public static int ByList() { var list = new List<int> { -1, 3 }; list.Reverse(); return list[0]; }
    public static int ByLinq() => Enumerable.Reverse([3, -1]).First();
}
[Experiment("turned-0")] public sealed partial record Turned0 : Base { public override int Seed { get; init; } = Turned.ByArray()[0]; }
[Experiment("turned-1")] public sealed partial record Turned1 : Base { public override int Seed { get; init; } = Turned.BySpan(); }
[Experiment("turned-2")] public sealed partial record Turned2 : Base { public override int Seed { get; init; } = Turned.ByList(); }
[Experiment("turned-3")] public sealed partial record Turned3 : Base { public override int Seed { get; init; } = {|CIMCIL003:Turned.ByLinq()|}; }
[ConfigSection("titled")] public sealed partial record Titled : OwnMask { [NotEmpty] public string Title { get; init; } = "a"; }
[Experiment("mine-0")] public sealed partial record Mine0 : Base { public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = K.Filled }; }
[Experiment("mine-1")] public sealed partial record Mine1 : Base { public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = K.Sorted }; }
[Experiment("mine-2")] public sealed partial record Mine2 : Base { public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = K.Aliased }; }
[Experiment("mine-3")] public sealed partial record Mine3 : Base { public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = K.Given }; }
[Experiment("mine-4")] public sealed partial record Mine4 : Base { public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = K.Listed }; }
[Experiment("mine-5")] public sealed partial record Mine5 : Base { public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL003:K.Fixed|} }; }
[Experiment("mine-6")] public sealed partial record Mine6 : Base { public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL003:K.Typed|} }; }
[Experiment("mine-7")] public sealed partial record Mine7 : Base { public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL003:K.Outer|} }; }
[Experiment("mine-8")] public sealed partial record Mine8 : Base { public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL003:new int[2]|} }; }
[Experiment("mine-9")] public sealed partial record Mine9 : Base { public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL003:K.Fixed[..0]|} }; }
[Experiment("mine-a")] public sealed partial record MineA : Base { public override MaskConfig Mask { get; init; } = new Titled { Title = {|CIMCIL003:"abc"[3..]|} }; }
[Experiment("mine-b")] public sealed partial record MineB : Base { public override MaskConfig Mask { get; init; } = new Titled { Title = "abc"[2..] }; }
