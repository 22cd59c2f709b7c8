// A public field is no setting.
// says: it is a field
namespace User;
[ConfigSection("policy")]
public sealed partial record Policy : OwnMask
{
    public double {|CIMCIL023:X|} = 5;
    public const int Y = 3;
    public static int Z = 3;
    private int _w = 3;
    public int V => _w;
}
