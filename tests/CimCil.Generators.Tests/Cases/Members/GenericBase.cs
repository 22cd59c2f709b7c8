// A base may leave the types of settings to the records that derive from it.
// says: 'Count' cannot be a setting: its type float is none of
// says: mask.many is 5: there are few
namespace User;
public abstract record Given<T> : OwnMask
{
    public T Value { get; init; } = default!;
    public IReadOnlyList<T> Many { get; init; } = [];
    [Rule("there are few")] protected static ConfigProblem? Few(Given<T> mask) => mask.Many.Count < 5 ? null : ConfigProblem.At("many", $"{mask.Many.Count}", $"Leave some out.");
}
public abstract record Number<T> : OwnMask where T : struct { [Between(0, 5)] public T Count { get; init; } }
public abstract record Around<TMask> : OwnMask where TMask : MaskConfig, new() { public TMask Inner { get; init; } = new(); }
[ConfigSection("whole")] public sealed partial record Whole : Given<int>;
[ConfigSection("text")] public sealed partial record Text : Given<string> { public Text() => Value = "x"; }
[ConfigSection("counted")] public sealed partial record Counted : Number<int>;
[ConfigSection("outer")] public sealed partial record Outer : Around<Whole>;
[ConfigSection("real")] public sealed partial record {|CIMCIL010:Real|} : Number<float>;
public abstract record Through<TMask> : Base where TMask : MaskConfig, new() { public override MaskConfig Mask { get; init; } = new TMask(); }
[Experiment("mine-0")] public sealed partial record Mine0 : Through<Outer>;
[Experiment("mine-1")] public sealed partial record Mine1 : Base { public override MaskConfig Mask { get; init; } = new Whole { Value = 4, Many = [1, 2] }; }
[Experiment("mine-2")] public sealed partial record Mine2 : Base { public override MaskConfig Mask { get; init; } = new Whole { Many = {|CIMCIL003:[1, 2, 3, 4, 5]|} }; }
[Experiment("mine-3")] public sealed partial record Mine3 : Base { public override MaskConfig Mask { get; init; } = new Counted { Count = {|CIMCIL003:7|} }; }
