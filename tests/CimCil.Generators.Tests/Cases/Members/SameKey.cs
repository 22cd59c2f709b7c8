// So are settings that differ in case.
// says: it is the same as 'Rate'
namespace User;
[ConfigSection("policy")]
public sealed partial record Policy : OwnMask
{
    public double Rate { get; init; } = 1;
    public double {|CIMCIL022:rate|} { get; init; } = 2;
}
