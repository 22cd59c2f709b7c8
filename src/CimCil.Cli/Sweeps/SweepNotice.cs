using CimCil.Cli.Progress;
using CimCil.Cli.Screens;
using CimCil.Sweeps;

namespace CimCil.Cli.Sweeps;

/// <summary>What is said of a sweep before its runs begin: what <c>--quick</c> has changed.</summary>
internal static class SweepNotice
{
    /// <summary>What is the same in all arms is said once; kinds may have further settings that are counted in epochs.</summary>
    public static void Write(IReadOnlyList<SweepArm> arms, Screen screen)
    {
        string[] common = [.. arms[0].QuickChanges.Where(change => arms.All(arm => arm.QuickChanges.Contains(change)))];
        RunNotice.WriteQuick(screen, common);
        foreach (var same in arms.Select(arm => (arm.Name, Changes: arm.QuickChanges.Except(common).ToArray())).Where(arm => arm.Changes.Length > 0).GroupBy(arm => string.Join(", ", arm.Changes)))
            RunNotice.WriteQuick(screen, same.First().Changes, string.Join("; ", same.Select(arm => arm.Name)));
    }
}
