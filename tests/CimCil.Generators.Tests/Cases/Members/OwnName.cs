// The name is that of the attribute.
namespace User;
[Experiment("mine", Summary = "s")]
public sealed partial record Mine : Base
{
    public override string {|CIMCIL026:Name|} => "other";
    public override CimCil.Configuration.Schema.SectionSchema {|CIMCIL026:GetSchema|}() => null!;
}
