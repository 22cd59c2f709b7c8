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
        action(interpreter);
        // One that failed is not used again.
        _free.Add(interpreter);
    }
}
