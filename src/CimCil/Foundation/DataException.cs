namespace CimCil.Foundation;

/// <summary>Images or folders that cannot be used as they are; the message holds the path. The command line exits with code 2.</summary>
public sealed class DataException : CimCilException
{
    /// <summary>Creates the exception with its complete message.</summary>
    public DataException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its complete message and the failure that caused it.</summary>
    public DataException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
