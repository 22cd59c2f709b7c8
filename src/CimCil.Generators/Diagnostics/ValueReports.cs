using System.Collections.Concurrent;
using CimCil.Generators.Evaluation;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Generators.Diagnostics;

/// <summary>Turns what is found in values into diagnostics, each of them once, however many records come to it.</summary>
internal sealed class ValueReports
{
    private const string NotSet = " is not set";

    private readonly ConcurrentDictionary<(string Id, Location Place, string Message), bool> _reported;
    private readonly CodeLibrary _library;
    private readonly Action<Diagnostic>? _report;

    public ValueReports(CodeLibrary library)
        : this(library, new ConcurrentDictionary<(string, Location, string), bool>(), null)
    {
    }

    private ValueReports(CodeLibrary library, ConcurrentDictionary<(string, Location, string), bool> reported, Action<Diagnostic>? report) => (_library, _reported, _report) = (library, reported, report);

    /// <summary>The same reports, of which new ones go there.</summary>
    public ValueReports To(Action<Diagnostic> report) => new(_library, _reported, report);

    public void Report(DiagnosticDescriptor descriptor, Location place, params string[] arguments)
    {
        if (_reported.TryAdd((descriptor.Id, place, string.Join("\0", arguments)), true))
            _report?.Invoke(Diagnostic.Create(descriptor, place, [.. arguments]));
    }

    public void Report(StaticProblem problem, Location place)
    {
        var (descriptor, message) = Judge(problem);
        // A plan of which nothing is set is one mistake.
        var same = message.EndsWith(NotSet, StringComparison.Ordinal) ? NotSet : message;
        if (_reported.TryAdd((descriptor.Id, place, same), true))
            _report?.Invoke(Diagnostic.Create(descriptor, place, NearestValue.Properties(problem), message));
    }

    /// <summary>A call that throws whenever it is made.</summary>
    public void Report(ThrownException thrown, SyntaxNode? call, Location otherwise)
    {
        var method = _library.Symbol(thrown.Method ?? "") as IMethodSymbol;
        // What the generator writes in the place of a record that it cannot complete throws, and the reason is reported at the record.
        if (method?.DeclaringSyntaxReferences.Any(part => part.SyntaxTree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal)) ?? false)
            return;
        var descriptor = method is not null && method.ContainingType.IsNamed(KnownNames.PhasePlan) ? Descriptors.Phases : Descriptors.RefusedArguments;
        Report(descriptor, call?.GetLocation() ?? otherwise, call is null ? $"It always throws: {thrown.Message}" : $"{call} always throws: {thrown.Message}");
    }

    private static (DiagnosticDescriptor Descriptor, string Message) Judge(StaticProblem problem)
    {
        var full = $"{problem.Path} is {problem.Text ?? problem.Value?.Written?.ToString() ?? "wrong"}: {problem.Rule}. {problem.Fix}".TrimEnd();
        if (problem.Section.Type.IsNamed(KnownNames.PhasePlan) && Phases(problem) is { } phases)
            return (Descriptors.Phases, phases.Length > 0 ? phases : full);
        if (problem.Setting is { } setting)
            return (Descriptors.BrokenRule, $"{setting.Name} is {problem.Text}: {problem.Rule}. Set it to {(NearestValue.Text(problem) is { } nearest ? $"{nearest} or to another value" : "a value")} that its rule allows.");
        if (problem.Section.Type.DerivesFrom(KnownNames.Experiment) && Descriptors.OfExperiment(problem.Path) is { } known)
            return (known, full);
        return (problem.IsCross ? Descriptors.SettingsDisagree : Descriptors.BrokenRule, full);
    }

    /// <summary>What is wrong with a plan whose numbers nobody wrote one by one; null where one was, and empty where the rule says it.</summary>
    private static string? Phases(StaticProblem problem)
    {
        if (problem.Setting is not { } setting)
            return "";
        if (problem.Section.Call is InvocationExpressionSyntax)
            return $"The phases cannot cover the classes: {problem.Section.Call} makes {setting.Name} {problem.Text}, but {problem.Rule}";
        return problem.Value?.Written is null ? $"The phases cannot cover the classes: {setting.Name}{NotSet}" : null;
    }
}
