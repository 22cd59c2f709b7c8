namespace CimCil.Foundation;

/// <summary>
/// Calls code that an experiment may bring of its own, a learner's or a mask policy's, so that a failure in it names whose it is and when
/// it came, and not this library. A lack of memory is nobody's mistake and goes through as it is.
/// </summary>
internal static class PartCode
{
    /// <summary>What the code returns.</summary>
    /// <param name="part">Which part, doing what: "Stage boosting of phase 1, its loss,".</param>
    /// <param name="code">The code.</param>
    /// <param name="cancellation">Stops the run; a cancellation without it is a failure like others.</param>
    /// <exception cref="CimCilException">The code threw something that is no message for a person.</exception>
    public static T Run<T>(string part, Func<T> code, CancellationToken cancellation = default)
    {
        try
        {
            return code();
        }
        catch (Exception failure) when (failure is not CimCilException && !MemoryShortage.Is(failure) && !(failure is OperationCanceledException && cancellation.IsCancellationRequested))
        {
            // A static field that throws says only that its type could not be made.
            var cause = failure is TypeInitializationException { InnerException: { } inner } ? inner : failure;
            throw new CimCilException(
                $"{part} failed: {cause.Message.Split('\n')[0].Trim()} ({cause.GetType().Name}). Mend that part's code, or report it where the part is not yours; --verbose shows the place.", failure);
        }
    }

    /// <inheritdoc cref="Run{T}"/>
    public static void Run(string part, Action code, CancellationToken cancellation = default) => Run(part, () =>
    {
        code();
        return 0;
    }, cancellation);
}
