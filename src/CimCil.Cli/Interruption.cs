using System.Runtime.InteropServices;

namespace CimCil.Cli;

/// <summary>
/// Ctrl-C, SIGTERM and the loss of the terminal (SIGHUP): the first one asks the command to stop, a second Ctrl-C or SIGTERM ends the process.
/// A command that only looks has nothing to bring to an end, and may wait for a disk that does not answer: the first signal ends it.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly TextWriter _error;
    private readonly bool _endsAtOnce;
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption(TextWriter error, bool endsAtOnce)
    {
        (_error, _endsAtOnce) = (error, endsAtOnce);
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Stop))];
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        // The default action of the second signal ends the process; but of a lost terminal system and shell both tell.
        if (_source.IsCancellationRequested && signal.Signal != PosixSignal.SIGHUP)
            return;
        signal.Cancel = true;
        if (_endsAtOnce)
        {
            Say("Stopped.");
            Environment.Exit(FailureReport.Failed);
        }
        if (_source.IsCancellationRequested)
            return;
        Say("Stopping after the current step; once more ends at once.");
        _source.Cancel();
    }

    /// <summary>Does not wait long: what writes holds the console's lock, for ever where nobody reads its output.</summary>
    private void Say(string message) => Task.Run(() => _error.WriteLine(message)).Wait(TimeSpan.FromSeconds(1));
}
