namespace CimCil.PyBridge;

/// <summary>Ends the reading of a graph that computes something else than our residual network; its message says what, and where.</summary>
internal sealed class OnnxDifference(string message) : Exception(message);
