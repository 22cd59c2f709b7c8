// A file-local rule cannot be made by generated code.
// says: file-local
namespace User;
file sealed class EvenAttribute : ValueRuleAttribute { public override string Words => "even"; }
[ConfigSection("policy")]
public sealed partial record Policy : OwnMask
{
    [{|CIMCIL025:Even|}] public int X { get; init; } = 3;
}
