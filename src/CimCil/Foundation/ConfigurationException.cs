namespace CimCil.Foundation;

/// <summary>Wrong usage or a configuration that breaks a rule; the command line exits with code 2.</summary>
public sealed class ConfigurationException : CimCilException
{
    /// <summary>Creates the exception with its complete message.</summary>
    public ConfigurationException(string message) : base(message)
    {
    }
}
