namespace CimCil.Data;

/// <summary>One arrival of new classes. Labels are positions in the class order, so the new ones follow the known ones.</summary>
/// <param name="Index">0 for the first phase.</param>
/// <param name="KnownClassCount">Classes of earlier phases: labels [0, KnownClassCount).</param>
/// <param name="NewClassCount">Classes of this phase: labels [KnownClassCount, SeenClassCount).</param>
public sealed record Phase(int Index, int KnownClassCount, int NewClassCount)
{
    /// <summary>Classes seen after this phase.</summary>
    public int SeenClassCount => KnownClassCount + NewClassCount;

    /// <summary>Whether this is phase 0.</summary>
    public bool IsFirst => Index == 0;

    /// <summary>Whether <paramref name="label"/> arrives in this phase.</summary>
    public bool IsNew(long label) => label >= KnownClassCount && label < SeenClassCount;
}
