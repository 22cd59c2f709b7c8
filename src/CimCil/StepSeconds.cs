namespace CimCil;

/// <summary>Seconds of one step of each kind.</summary>
/// <param name="First">A training step in phase 0.</param>
/// <param name="Boosting">A training step in a later phase; as in phase 0 when there is none.</param>
/// <param name="Compression">A step of the student; 0 when there is none.</param>
/// <param name="Mask">A mask step in the last phase that was measured; 0 where masks are not learnt.</param>
/// <param name="ParameterBytes">Bytes of the network of phase 0.</param>
public sealed record StepSeconds(double First, double Boosting, double Compression, double Mask, long ParameterBytes);
