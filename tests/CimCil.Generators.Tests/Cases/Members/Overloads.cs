// Overloads leave room for the generated members.
// lists: mine
namespace User;
[Experiment("mine")]
public sealed partial record Mine : Base
{
    public static Mine FromJson(int number) => FromJson($"{number}");
    public CimCil.Configuration.Schema.SectionSchema GetSchema(int number) => GetSchema();
    private static class OwnParts { }
    private static new int Parts => 3;
}
public static class ExperimentCatalogue { }
