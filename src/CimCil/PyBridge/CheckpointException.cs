using CimCil.Foundation;

namespace CimCil.PyBridge;

/// <summary>
/// A weights file that cannot be read or written, or whose tensors do not fit. This is the only exception that a damaged or
/// hostile file causes; the message holds the path, the rule that the file breaks and, where there is one, the fix.
/// </summary>
public sealed class CheckpointException : CimCilException
{
    /// <summary>Creates the exception with its complete message.</summary>
    public CheckpointException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its complete message and the failure that caused it.</summary>
    public CheckpointException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
