// Each type that a setting can have, and what their names need.
// lists: mine
namespace User;
public static partial class Holder
{
    public enum Inner : sbyte { A = -1, Zero = 0, B = 1, C = 1 }
    [SettingFormat("a number")]
    public readonly record struct Own(int Number) { public static bool TryParse(string text, out Own value) { value = new Own(text.Length); return true; } public override string ToString() => new('x', Number); }
    private sealed class EvenAttribute(params object[] what) : ValueRuleAttribute { public object[] What => what; public Type? Kind { get; init; } public string[]? @class { get; init; } public override string Words => "even"; public override bool Allows(double number) => number % 2 == 0; }
    [ConfigSection("policy")]
    public partial record Policy : OwnMask
    {
        [Even(null!, 'x', -3, 3.5f, double.NaN, "a\"b\n", Inner.A, typeof(List<>), new[] { 1, 2 }, Kind = typeof(int[]), @class = null)] public int Int { get; init; }
        [Even] public long Long { get; init; }
        [Even(null!)] public IReadOnlyList<double> Doubles { get; init; } = [];
        public Inner Inner { get; init; }
        public IReadOnlyList<Inner> Inners { get; init; } = [Inner.A];
        public Own Own { get; init; }
        public IReadOnlyList<Own> Owns { get; init; } = [];
        public IReadOnlyList<bool> Flags { get; init; } = [];
        public Part Part { get; init; } = new();
        public override int GetHashCode() => 3;
    }
    [ConfigSection] public sealed partial record Part : ConfigSection;
    [ConfigSection("deeper")] public sealed partial record Deeper : Policy { public IReadOnlyList<string> Names { get; init; } = []; }
}
[Experiment("mine")]
public sealed partial record Mine : Base { public override MaskConfig Mask { get; init; } = new Holder.Deeper(); }
