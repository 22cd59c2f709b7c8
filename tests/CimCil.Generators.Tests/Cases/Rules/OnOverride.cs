// A rule on an override is never asked.
// says: declared first
namespace User;
[Experiment("mine", Summary = "s")]
public sealed partial record Mine : Base
{
    [{|CIMCIL025:Between(0, 5)|}] public override int Seed { get; init; } = 9;
}
