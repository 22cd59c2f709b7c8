using CimCil.Generators.Evaluation;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Diagnostics;

/// <summary>Checks what a record holds when it is made: initializers, constructors and inherited values together.</summary>
internal sealed class RecordCheck(Interpreter interpreter, ValueReports reports, INamedTypeSymbol type)
{
    public void Run()
    {
        if (type.Attribute(KnownNames.ExperimentAttribute) is not null || type.Attribute(KnownNames.ConfigSectionAttribute) is not null)
        {
            foreach (var (owner, method) in interpreter.Rules.Uncalled(type).Where(rule => !SymbolEqualityComparer.Default.Equals(rule.Base.ContainingAssembly, type.ContainingAssembly)))
                reports.Report(Descriptors.RuleShape, type.Locations[0], method, type.Name, $"it is internal in '{owner.Name}' of {owner.ContainingAssembly.Name}, where what is generated here cannot call it; make it protected");
        }
        try
        {
            var alternatives = interpreter.Make(type).Alternatives;
            // A choice is wrong where every way is.
            var problems = alternatives.Select(value => value is ObjectValue section ? interpreter.Rules.Check(section).Where(problem => IsReported(problem, section)).ToList() : []).ToList();
            if (problems.All(found => found.Count > 0))
                problems[0].ForEach(problem => reports.Report(problem, Place(problem)));
            if (alternatives is [ObjectValue only])
                new NeverReadSettings(interpreter, reports).Report(only, _ => true);
        }
        catch (ThrownException thrown)
        {
            reports.Report(thrown, thrown.Call, type.Locations[0]);
        }
    }

    /// <summary>
    /// All that a run would refuse, of an experiment. What others derive from or change, a base or a section, answers for the
    /// values that it writes itself and for the sections in it.
    /// </summary>
    private bool IsReported(StaticProblem problem, ObjectValue section) =>
        IsExperiment || (!ReferenceEquals(problem.Section, section) && problem.Parents.Take(1).Any(parent => IsOwn(parent.Written))) || (problem.Trace is null && IsOwn(problem.Value?.Written));

    private bool IsExperiment => !type.IsAbstract && type.Attribute(KnownNames.ExperimentAttribute) is not null && type.DerivesFrom(KnownNames.Experiment);

    private Location Place(StaticProblem problem)
    {
        var blamed = Blamed(problem).Select(value => value?.Written).OfType<SyntaxNode>().ToList();
        // One setting is wrong where it is written, whoever uses it; several are wrong together where they come together.
        var place = problem.IsCross && problem.Section.Type.DerivesFrom(KnownNames.Experiment) ? blamed.FirstOrDefault(IsOwn) : blamed.FirstOrDefault();
        return place?.GetLocation() ?? type.Locations[0];
    }

    /// <summary>What a problem is about, the nearest to blame first.</summary>
    public static IEnumerable<StaticValue?> Blamed(StaticProblem problem)
    {
        yield return problem.Value;
        var reads = problem.Trace?.Reads ?? [];
        foreach (var read in reads.Where(read => problem.Trace!.LastCompared.Any(side => StaticEquality.AreEqual(side, read.Value) == true)))
            yield return read.Value;
        foreach (var read in reads.Where(read => read.Value is not ObjectValue))
            yield return read.Value;
        foreach (var parent in problem.Parents)
            yield return parent;
        foreach (var read in reads)
            yield return read.Value;
    }

    private bool IsOwn(SyntaxNode? place) => place is not null && type.DeclaringSyntaxReferences.Any(part => part.SyntaxTree == place.SyntaxTree && part.Span.Contains(place.Span));
}
