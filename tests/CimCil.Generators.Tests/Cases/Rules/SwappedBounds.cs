// Bounds that nothing fits are an error at the attribute, not at every value.
// says: no value is from 5 to 1; swap the bounds
namespace User;
[ConfigSection("policy")]
public sealed partial record Policy : OwnMask
{
    [{|CIMCIL025:Between(5, 1)|}] public int X { get; init; } = 3;
    [{|CIMCIL025:Between(double.NaN, 1)|}] public int Y { get; init; } = 3;
    [Between(3, 3)] public int Z { get; init; } = 3;
}
