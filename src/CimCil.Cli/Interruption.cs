using System.Runtime.InteropServices;

namespace CimCil.Cli;

/// <summary>Ctrl-C and SIGTERM: the first one asks the command to stop, the second one ends the process.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly TextWriter _error;
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption(TextWriter error)
    {
        _error = error;
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Stop))];
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
        if (_source.IsCancellationRequested)
            return; // The default action of the second signal ends the process.
        signal.Cancel = true;
        _error.WriteLine("Stopping after the current step; once more ends at once.");
        _source.Cancel();
    }
}
