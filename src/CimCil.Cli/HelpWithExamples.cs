using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace CimCil.Cli;

/// <summary>The usual help, followed by the examples of a <see cref="DocumentedCommand"/>.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    private static readonly string[] First = ["cimcil list", "cimcil run shapes", "cimcil run --help"];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in (parseResult.CommandResult.Command as DocumentedCommand)?.Examples ?? First)
            output.WriteLine($"  {example}");
        output.WriteLine();
        output.WriteLine("Exit codes: 0 done, 2 wrong usage, configuration or data, 1 failure or stopped.");
        return code;
    }
}

/// <summary>A command with examples for its help.</summary>
internal sealed class DocumentedCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Whether it writes nothing, so that it may end at any moment.</summary>
    public bool OnlyLooks { get; init; }
}
