using System.CommandLine;
using System.CommandLine.Invocation;

namespace CimCil.Cli;

/// <summary>What <c>--version</c> says: the program and its version, that of the library, and its commit where it is known.</summary>
internal sealed class VersionLine : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(ProgramName.Version);
        return 0;
    }
}
