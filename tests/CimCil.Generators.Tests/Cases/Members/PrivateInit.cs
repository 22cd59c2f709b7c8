// A private init is no setting, nor is one that only reads.
namespace User;
[ConfigSection("policy")]
public sealed partial record Policy : OwnMask
{
    public int {|CIMCIL023:X|} { get; private init; } = 3;
    public int {|CIMCIL023:Y|} { get; internal init; } = 3;
    public int {|CIMCIL023:Z|} { get; } = 3;
    public int W => 3;
    public int V { get { return 3; } }
}
