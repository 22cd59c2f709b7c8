// A setting of a base that the generated member would hide is one error at the record; a method of its own stays.
// says: it would hide that of 'Middle'; rename it there
namespace User;
[ConfigSection]
public abstract partial record Schedule : ConfigSection;
public abstract record Middle : Schedule
{
    public double OwnSchema { get; init; } = 0.5;
}
[ConfigSection("steps")]
public sealed partial record {|CIMCIL026:Steps|} : Middle;
public abstract record Read : Base
{
    public static int FromJson(string json) => json.Length;
}
[Experiment("mine")]
public sealed partial record Mine : Read;
[ConfigSection]
public abstract partial record Plan : ConfigSection
{
    public int OwnSchema { get; init; } = 2;
}
[ConfigSection("long")]
public sealed partial record {|CIMCIL026:Long|} : Plan;
