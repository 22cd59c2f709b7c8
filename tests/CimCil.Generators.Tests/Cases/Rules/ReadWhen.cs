// A condition names a setting of the section and one of its values.
// says: has no setting 'Onn'. Did you mean On?
// says: "yes" is no value of 'On', which is a bool
namespace User;
public enum F { A, B }
[ConfigSection("policy")]
public sealed partial record Policy : OwnMask
{
    public bool On { get; init; }
    public F Choice { get; init; }
    public double Number { get; init; }
    [{|CIMCIL025:ReadWhen(nameof(On), "yes")|}] public int A { get; init; } = 3;
    [{|CIMCIL025:ReadWhen("Onn", true)|}] public int B { get; init; } = 3;
    [ReadWhen(nameof(On), true)] public int C { get; init; } = 3;
    [ReadWhen(nameof(Choice), F.B)] public int D { get; init; } = 3;
    [{|CIMCIL025:ReadWhen(nameof(Choice), 1)|}] public int E { get; init; } = 3;
    [{|CIMCIL025:ReadWhen(nameof(Choice), (F)7)|}] public int G { get; init; } = 3;
    [ReadWhen(nameof(Number), 1)] public int H { get; init; } = 3;
    [{|CIMCIL025:ReadWhen(nameof(I), 1)|}] public int I { get; init; } = 3;
}
