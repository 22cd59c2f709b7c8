namespace CimCil.Configuration.Schema;

/// <summary>Compares list settings by their items, so that sections with lists are values like all others; used by generated code.</summary>
public static class SettingList
{
    /// <summary>Whether both lists hold equal items in the same order.</summary>
    public static bool AreEqual<T>(IReadOnlyList<T>? left, IReadOnlyList<T>? right) =>
        ReferenceEquals(left, right) || (left is not null && right is not null && left.SequenceEqual(right));

    /// <summary>A hash of the items.</summary>
    public static int Hash<T>(IReadOnlyList<T>? list)
    {
        var hash = new HashCode();
        foreach (var item in list ?? [])
            hash.Add(item);
        return hash.ToHashCode();
    }
}
