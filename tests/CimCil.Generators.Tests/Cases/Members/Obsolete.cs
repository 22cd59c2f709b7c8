// A deprecated setting gives no warning where it is declared.
namespace User;
[ConfigSection("policy")]
public sealed partial record Policy : OwnMask
{
    [Obsolete("use Y")] public int X { get; init; } = 3;
    public int Y { get; init; } = 3;
}
