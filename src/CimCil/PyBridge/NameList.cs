namespace CimCil.PyBridge;

/// <summary>Lists of names in messages, kept short.</summary>
internal static class NameList
{
    private const int ShownCount = 8;
    private const int LongestName = 120;

    /// <summary>Of a remark, which ends in what to do about it.</summary>
    private const int LongestRemark = 500;

    /// <summary>As in <c>5 names: a, b, c, d, e</c>.</summary>
    public static string Of(IEnumerable<string> names) => Of(names, LongestName);

    /// <summary>The same of what was adapted, each name with how.</summary>
    public static string OfRemarks(IEnumerable<string> remarks) => Of(remarks, LongestRemark);

    private static string Of(IEnumerable<string> names, int longest)
    {
        var all = names.ToList();
        if (all.Count == 0)
            return "no names";
        var rest = all.Count > ShownCount ? $" and {all.Count - ShownCount} more" : "";
        return $"{(all.Count == 1 ? "1 name" : $"{all.Count} names")}: {string.Join(", ", all.Take(ShownCount).Select(name => Shorten(name, longest)))}{rest}";
    }

    /// <summary>A name from a file in a form that is safe to print.</summary>
    public static string Shorten(string name) => Shorten(name, LongestName);

    private static string Shorten(string name, int longest)
    {
        var printable = new string([.. name.Take(longest).Select(c => char.IsControl(c) ? '?' : c)]);
        return name.Length > longest ? printable + "..." : printable;
    }
}
