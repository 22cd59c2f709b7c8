using System.Collections.Concurrent;
using CimCil.Generators.Evaluation;

namespace CimCil.Generators.Diagnostics;

/// <summary>An analyzer runs on several threads, and an interpreter on one at a time.</summary>
internal sealed class InterpreterPool(CodeLibrary library)
{
    private readonly ConcurrentBag<Interpreter> _free = [];

    public void Use(Action<Interpreter> action)
    {
        var interpreter = _free.TryTake(out var free) ? free : new Interpreter(library);
        try
        {
            action(interpreter);
            _free.Add(interpreter);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // An analyzer that fails stops the build of a program that may be right: what is not understood is left to validation.
            // The tests compare with validation, so that a failure shows there as silence.
        }
    }
}
