namespace CimCil.PyBridge;

/// <summary>Lists of names in messages, kept short.</summary>
internal static class NameList
{
    private const int ShownCount = 8;

    /// <summary>As in <c>5 names: a, b, c, d, e</c>.</summary>
    public static string Of(IEnumerable<string> names)
    {
        var all = names.ToList();
        if (all.Count == 0)
            return "no names";
        var rest = all.Count > ShownCount ? $" and {all.Count - ShownCount} more" : "";
        return $"{(all.Count == 1 ? "1 name" : $"{all.Count} names")}: {string.Join(", ", all.Take(ShownCount).Select(Shorten))}{rest}";
    }

    /// <summary>A name from a file in a form that is safe to print.</summary>
    public static string Shorten(string name)
    {
        var printable = new string([.. name.Take(120).Select(c => char.IsControl(c) ? '?' : c)]);
        return name.Length > 120 ? printable + "..." : printable;
    }
}
