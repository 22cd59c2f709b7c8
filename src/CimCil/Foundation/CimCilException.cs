namespace CimCil.Foundation;

/// <summary>
/// A failure that a person can act on. <see cref="Exception.Message"/> names the thing, the rule it breaks and the fix;
/// the command line prints it alone, without a stack trace.
/// </summary>
public class CimCilException : Exception
{
    /// <summary>Creates the exception with its complete message.</summary>
    public CimCilException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its complete message and the failure that caused it.</summary>
    public CimCilException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
