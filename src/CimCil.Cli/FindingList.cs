using CimCil.Foundation;

namespace CimCil.Cli;

/// <summary>Writes findings, one after the other, each with its fix.</summary>
internal static class FindingList
{
    private const int SomethingIsWrong = 1;

    /// <returns>0 when nothing must be mended, 1 otherwise.</returns>
    public static int Write(IReadOnlyList<Finding> findings, TextWriter output)
    {
        foreach (var finding in findings)
        {
            output.WriteLine($"{Word(finding.Kind),-7} {finding.Thing}: {finding.Message}");
            if (finding.Fix.Length > 0)
                output.WriteLine($"        -> {finding.Fix}");
        }
        var (bad, warnings) = (findings.Count(finding => finding.Kind == FindingKind.Bad), findings.Count(finding => finding.Kind == FindingKind.Warning));
        output.WriteLine(bad == 0 ? $"Nothing must be mended{(warnings > 0 ? $"; {warnings} to look at" : "")}." : $"{bad} must be mended{(warnings > 0 ? $"; {warnings} more to look at" : "")}.");
        return bad == 0 ? 0 : SomethingIsWrong;
    }

    private static string Word(FindingKind kind) => kind switch
    {
        FindingKind.Good => "ok",
        FindingKind.Warning => "look",
        _ => "BAD",
    };
}
