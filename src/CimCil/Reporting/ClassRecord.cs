namespace CimCil.Reporting;

/// <summary>What the memory holds of a class.</summary>
/// <param name="Label">The class as position in the class order.</param>
/// <param name="Name">Its name.</param>
/// <param name="ExemplarCount">Exemplars.</param>
/// <param name="ImageEquivalents">Their cost.</param>
/// <param name="ByteCount">Bytes of their pixels.</param>
/// <param name="MeanBoxShare">Mean share of the box in the image.</param>
internal sealed record ClassRecord(int Label, string Name, int ExemplarCount, double ImageEquivalents, long ByteCount, double MeanBoxShare);
