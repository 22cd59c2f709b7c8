namespace CimCil.Generators.Models;

/// <summary>Turns names of the code into names that are typed.</summary>
internal static class Casing
{
    /// <summary><c>StageBlocks</c> becomes <c>stageBlocks</c>.</summary>
    public static string Camel(string name) => char.ToLowerInvariant(name[0]) + name.Substring(1);
}
