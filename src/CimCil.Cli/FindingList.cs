using CimCil.Cli.Screens;
using CimCil.Foundation;

namespace CimCil.Cli;

/// <summary>Writes findings, one after the other, each with its fix.</summary>
internal static class FindingList
{
    private const int SomethingIsWrong = 1;
    private const int Indent = 8;

    /// <returns>0 when nothing must be mended, 1 otherwise.</returns>
    public static int Write(IReadOnlyList<Finding> findings, Screen screen)
    {
        foreach (var finding in findings)
        {
            screen.WriteLine($"{Word(finding.Kind).PadRight(Indent)}{finding.Thing}: {finding.Message}", Indent);
            if (finding.Fix.Length > 0)
                screen.WriteLine($"{new string(' ', Indent)}-> {finding.Fix}", "-> ".Length);
        }
        var (bad, warnings) = (findings.Count(finding => finding.Kind == FindingKind.Bad), findings.Count(finding => finding.Kind == FindingKind.Warning));
        screen.WriteLine(bad == 0 ? $"Nothing must be mended{(warnings > 0 ? $"; {warnings} to look at" : "")}." : $"{bad} must be mended{(warnings > 0 ? $"; {warnings} more to look at" : "")}.");
        return bad == 0 ? 0 : SomethingIsWrong;
    }

    private static string Word(FindingKind kind) => kind switch
    {
        FindingKind.Good => "ok",
        FindingKind.Warning => "look",
        _ => "BAD",
    };
}
