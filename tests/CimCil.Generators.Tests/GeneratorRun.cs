using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CimCil.Generators.Tests;

/// <summary>A run of the generator. Each run is repeated, and the repetition must find every tracked step in its cache.</summary>
internal sealed class GeneratorRun
{
    /// <summary>The steps that <see cref="TrackingNames"/> lists; a new name is watched by itself.</summary>
    private static readonly string[] Watched = [.. typeof(TrackingNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    private GeneratorRun(GeneratorDriver driver, Compilation output)
    {
        Driver = driver;
        Output = output;
    }

    public GeneratorDriver Driver { get; }

    /// <summary>The compilation with the generated files.</summary>
    public Compilation Output { get; }

    /// <summary>What the generator reported; that it failed, too.</summary>
    public ImmutableArray<Diagnostic> Problems => Driver.GetRunResult().Diagnostics;

    public GeneratorRunResult Result => Driver.GetRunResult().Results.Single();

    public static GeneratorRun Start(Compilation compilation) => Start(compilation, new ExperimentGenerator(), Watched);

    public static GeneratorRun Start(Compilation compilation, IIncrementalGenerator generator, string[] watched)
    {
        var parsing = (CSharpParseOptions)compilation.SyntaxTrees.First().Options;
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [generator.AsSourceGenerator()],
            parseOptions: parsing,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out _);
        RequireNoSymbols(driver, watched);
        var again = driver.RunGenerators(compilation.Clone()).GetRunResult().Results.Single();
        RequireCached(again, watched);
        return new GeneratorRun(driver, output);
    }

    /// <summary>Runs again after an edit.</summary>
    public GeneratorRun Edit(Compilation edited) => new(Driver.RunGeneratorsAndUpdateCompilation(edited, out var output, out _), output);

    /// <summary>How often a step came to each result in the last run.</summary>
    public IReadOnlyDictionary<IncrementalStepRunReason, int> Reasons(string step) =>
        Steps(Result, step).SelectMany(run => run.Outputs).GroupBy(output => output.Reason).ToDictionary(group => group.Key, group => group.Count());

    /// <summary>How often a file was written again, or not, in the last run.</summary>
    public IReadOnlyDictionary<IncrementalStepRunReason, int> OutputReasons() =>
        Result.TrackedOutputSteps.Values.SelectMany(steps => steps).SelectMany(step => step.Outputs).GroupBy(output => output.Reason).ToDictionary(group => group.Key, group => group.Count());

    private static ImmutableArray<IncrementalGeneratorRunStep> Steps(GeneratorRunResult result, string step) =>
        result.TrackedSteps.TryGetValue(step, out var steps) ? steps : [];

    private static void RequireCached(GeneratorRunResult result, string[] watched)
    {
        var steps = watched.SelectMany(name => Steps(result, name)).Concat(result.TrackedOutputSteps.Values.SelectMany(all => all)).ToList();
        Assert.IsNotEmpty(steps);
        foreach (var output in steps.SelectMany(step => step.Outputs))
            Assert.IsTrue(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"A repeated run computed {output.Value} again: {output.Reason}.");
    }

    private static void RequireNoSymbols(GeneratorDriver driver, string[] watched)
    {
        foreach (var name in watched)
        {
            foreach (var output in Steps(driver.GetRunResult().Results.Single(), name).SelectMany(step => step.Outputs))
                Assert.IsNull(FindSymbol(output.Value, name, new HashSet<object>(ReferenceEqualityComparer.Instance)), "A model keeps a compilation alive.");
        }
    }

    /// <summary>The path of fields to anything that belongs to a compilation; null when there is none.</summary>
    private static string? FindSymbol(object? value, string path, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
            return null;
        if (value is ISymbol or SyntaxNode or SyntaxTree or SyntaxReference or SyntaxToken or SyntaxTrivia or Compilation or SemanticModel or Location or AttributeData or IOperation or TypedConstant)
            return path;
        if (value is IEnumerable items)
        {
            foreach (var item in items)
            {
                if (FindSymbol(item, path + "[]", seen) is { } inside)
                    return inside;
            }
        }
        for (var type = value.GetType(); type is not null; type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (!field.FieldType.IsPointer && FindSymbol(field.GetValue(value), $"{path}.{field.Name}", seen) is { } inside)
                    return inside;
            }
        }
        return null;
    }
}
