// A rule that cannot judge its setting is an error at the attribute.
namespace User;
[ConfigSection("policy")]
public sealed partial record Policy : OwnMask
{
    [{|CIMCIL025:Between(0, 1)|}] public string X { get; init; } = "a";
    [{|CIMCIL025:NotEmpty|}] public int Y { get; init; } = 1;
    [{|CIMCIL025:Positive|}] public bool Z { get; init; }
    [{|CIMCIL025:PowerOfTwo|}] public Budget B { get; init; }
    [NotEmpty, Positive] public IReadOnlyList<int> L { get; init; } = [3];
    [{|CIMCIL025:Positive|}] public IReadOnlyList<string> T { get; init; } = [];
    [Unit("m")] public bool U { get; init; }
    [{|CIMCIL025:Positive|}] public int V => 3;
}
