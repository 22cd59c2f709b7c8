using System.Reflection;
using System.Runtime.Loader;
using CimCil.Configuration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CimCil.Generators.Tests;

/// <summary>What is generated compiles silently in a strict consumer and works there.</summary>
[TestClass]
public sealed class GeneratedCodeTests
{
    private const string Nested = """
        using CimCil.Configuration;

        /// <summary>Holds an experiment.</summary>
        public static partial class Holder
        {
            /// <summary>In the global namespace and nested.</summary>
            [Experiment("nested")]
            public sealed partial record Inner : User.Base
            {
                [Rule("the seed must be even")]
                private static ConfigProblem? EvenSeed(Inner experiment) =>
                    experiment.Seed % 2 == 0 ? null : ConfigProblem.At("seed", $"{experiment.Seed}", $"Use {experiment.Seed + 1}.");
            }

            [Experiment("hidden")]
            private sealed partial record Hidden : User.Base;
        }
        """;

    [TestMethod]
    public void AStrictConsumerGetsNoWarning()
    {
        var compilation = Compilations.Create("Strict", [Sources.Base, Sources.Experiment("First", "first"), Sources.Section, Nested], new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Diagnose));
        var output = GeneratorRun.Start(compilation).Output;
        Assert.AreEqual("", string.Join("\n", output.GetDiagnostics().Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Hidden)));
    }

    [TestMethod]
    public void AUsersAssemblyRegistersItsExperimentsAndSections()
    {
        var compilation = Compilations.Create("Users.Own-Library", [Sources.Base, Sources.Experiment("First", "users-first"), Sources.Section, Nested]);
        var assembly = Load(GeneratorRun.Start(compilation).Output);
        var catalogue = assembly.GetType("Users.Own_Library.ExperimentCatalogue", throwOnError: true)!;
        var entries = (IReadOnlyList<ExperimentEntry>)catalogue.GetProperty("All")!.GetValue(null)!;
        Assert.AreEqual("nested, users-first", string.Join(", ", entries.Select(entry => entry.Name)));

        var experiment = ExperimentRegistry.Create("users-first").WithOverrides(["learner.kind=mine", "learner.names=x,y", "learner.stage.epochs=9", "learner.fast=true", "learner.count=4", "learner.folder=data"]);
        Assert.AreEqual("learner.count is 4: the count must be odd when it is fast. Use 5.", experiment.Validate().Single().ToString());
        var read = ExperimentRegistry.FromJson(experiment.ToJson());
        Assert.AreEqual(experiment, read);
        Assert.AreEqual(experiment.GetHashCode(), read.GetHashCode());
        Assert.AreNotEqual(experiment, experiment.With("learner.names", "x"));
        Assert.AreEqual(experiment.Fingerprint(), experiment.With("learner.folder", "elsewhere").Fingerprint());
        Assert.AreEqual("A number with Count and \"quotes\".", experiment.Describe().Single(setting => setting.Path == "learner.share").Summary);
        Assert.AreEqual("7", experiment.Describe().Single(setting => setting.Path == "learner.stage.epochs").Default);
        Assert.AreEqual("seed", ExperimentRegistry.Create("nested").Validate().Single().Path);
    }

    [TestMethod]
    public void AListOfAnUnmarkedBaseIsComparedByItsItems()
    {
        const string source = """
            namespace User;
            [ConfigSection] public abstract partial record Family : ConfigSection { public IReadOnlyList<int> First { get; init; } = [1]; public int Number { get; init; } }
            public abstract record Middle : Family { public IReadOnlyList<int> Second { get; init; } = [2]; }
            [ConfigSection("leaf")] public sealed partial record Leaf : Middle { public string Text { get; init; } = ""; }
            """;
        var type = Load(GeneratorRun.Start(Compilations.Create("Compared", [source])).Output).GetType("User.Leaf", throwOnError: true)!;
        ConfigSection Make(string? property = null, object? value = null)
        {
            var leaf = (ConfigSection)Activator.CreateInstance(type)!;
            if (property is not null)
                type.GetProperty(property)!.SetValue(leaf, value);
            return leaf;
        }
        Assert.AreEqual(Make(), Make());
        Assert.AreEqual(Make().GetHashCode(), Make().GetHashCode());
        Assert.AreEqual(Make("Second", new[] { 2 }), Make("First", new[] { 1 }));
        Assert.AreEqual(Make("Second", new[] { 2 }).GetHashCode(), Make("First", new[] { 1 }).GetHashCode());
        foreach (var (property, value) in new (string, object)[] { ("First", new[] { 3 }), ("Number", 1), ("Second", new[] { 3 }), ("Text", "x") })
            Assert.AreNotEqual(Make(), Make(property, value), property);
    }

    private static Assembly Load(Compilation compilation)
    {
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        Assert.IsTrue(emitted.Success, string.Join("\n", emitted.Diagnostics));
        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image);
    }
}
