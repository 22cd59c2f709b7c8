using CimCil.Data;

namespace CimCil.Runs;

/// <summary>One time that a run was taken up again.</summary>
/// <param name="Time">When.</param>
/// <param name="Host">On which machine.</param>
/// <param name="Device">On which device, in words.</param>
/// <param name="From">The checkpoint's file; <c>start</c> when there was none.</param>
internal sealed record Resumption(DateTimeOffset Time, string Host, string Device, string From)
{
    /// <summary>The dataset from here on, where it is another than before, or more of it is known than was recorded before; null where nothing has changed.</summary>
    public DatasetFingerprint? Dataset { get; init; }
}
