// Each type that a setting cannot have.
namespace User;
[SettingFormat("x")] public readonly record struct NoParser;
[SettingFormat("x")] public readonly record struct NoWriter { public static bool TryParse(string text, out NoWriter value) { value = default; return true; } }
[ConfigSection("policy")]
public sealed partial record Policy : OwnMask
{
    public float {|CIMCIL010:A|} { get; init; }
    public int? {|CIMCIL010:B|} { get; init; }
    public string? {|CIMCIL010:C|} { get; init; }
    public int[] {|CIMCIL010:D|} { get; init; } = [];
    public IReadOnlyList<string?> {|CIMCIL010:E|} { get; init; } = [];
    public NoParser {|CIMCIL010:F|} { get; init; }
    public NoWriter {|CIMCIL010:M|} { get; init; }
    public Base {|CIMCIL010:G|} { get; init; } = null!;
    public IReadOnlyList<Policy> {|CIMCIL010:H|} { get; init; } = [];
    public dynamic {|CIMCIL010:I|} { get; init; } = 1;
    public (int, int) {|CIMCIL010:J|} { get; init; }
    public nint {|CIMCIL010:K|} { get; init; }
    public Policy? {|CIMCIL010:L|} { get; init; }
}
