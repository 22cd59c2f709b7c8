namespace CimCil.Runs;

/// <summary>An image that cannot be decoded.</summary>
/// <param name="Name">The image.</param>
/// <param name="Reason">Why.</param>
/// <param name="IsReported">Whether the run has said so.</param>
internal sealed record LeftOutImage(string Name, string Reason, bool IsReported);
