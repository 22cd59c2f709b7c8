// A setting that has the name of what an abstract section generates is one error there, and none in the records that follow it.
// says: 'Parts' clashes with what CimCil generates for 'Schedule'
namespace User;
[ConfigSection]
public abstract partial record Schedule : ConfigSection
{
    public new int {|CIMCIL026:Parts|} { get; init; } = 2;
}
[ConfigSection("steps")]
public sealed partial record Steps : Schedule;
[ConfigSection("flat")]
public partial record Flat : Schedule;
