using CimCil.Cli.Screens;
using CimCil.Foundation;
using CimCil.PyBridge;

namespace CimCil.Cli;

/// <summary>Turns what went wrong into one message and an exit code.</summary>
internal static class FailureReport
{
    /// <summary>When this environment variable is 1, the message is followed by where the failure came from.</summary>
    public const string TraceVariable = "CIMCIL_TRACE";

    internal const int Failed = 1;
    private const int Wrong = 2;

    /// <summary>Several problems in one message are lines that begin indented: what follows of each is indented more.</summary>
    private const int Hang = 2;

    public static int Write(Exception failure, TextWriter error, bool verbose)
    {
        var cause = Cause(failure);
        foreach (var line in TextLines.Of(ProgramName.In(cause is OperationCanceledException ? "Stopped." : $"Error: {Explain(cause)}"), Screen.ErrorWidth(error), Hang))
            error.WriteLine(line);
        if (verbose || Environment.GetEnvironmentVariable(TraceVariable) == "1")
            error.WriteLine(failure);
        return IsWrong(cause) ? Wrong : Failed;
    }

    /// <summary>The message of a failure for a person.</summary>
    public static string Explain(Exception failure) => Cause(failure) switch
    {
        CimCilException known => known.Message,
        IOException or UnauthorizedAccessException => $"{FirstLine(failure.Message).TrimEnd('.')}. A file or folder could not be read or written: look at its permissions and at the space on its disk.",
        var cause when MemoryShortage.IsOfCuda(cause) =>
            $"There is not enough memory on the GPU: {HowMuch(cause.Message)} A step keeps what every layer makes of its batch. Begin again with smaller batches (--set training.batchSize=N, and mask.batchSize where a mask is learnt), --set training.precision=bfloat16 or smaller images (--set data.imageSide=N), or free the GPU of others: nvidia-smi shows them.",
        var cause when MemoryShortage.Is(cause) => "There is not enough memory. Free some, or use smaller batches (--set training.batchSize=N) and fewer workers (--workers N).",
        var cause => $"something went wrong that should not: {FirstLine(cause.Message)} ({cause.GetType().Name}). Run again with --verbose to see where, and report it.",
    };

    /// <summary>Whether it is the usage, the configuration, the data or a file, where the command has begun nothing yet.</summary>
    public static bool IsWrong(Exception failure) =>
        Cause(failure) is ConfigurationException or DataException or CheckpointException or IOException or UnauthorizedAccessException;

    /// <summary>What a person can act on, from inside the failures that a runtime wraps around it.</summary>
    private static Exception Cause(Exception failure)
    {
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is CimCilException or OperationCanceledException)
                return inner;
        }
        return failure;
    }

    /// <summary>What was asked for and what is free; the allocator's advice that follows is about Python.</summary>
    private static string HowMuch(string message) => FirstLine(message) is var line && line.IndexOf(" is free.", StringComparison.Ordinal) is var at and >= 0 ? line[..(at + " is free.".Length)] : line;

    /// <summary>libtorch's messages go on for a page.</summary>
    private static string FirstLine(string message) => message.Split('\n')[0].Trim();
}
