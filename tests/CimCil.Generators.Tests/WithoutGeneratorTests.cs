using System.Reflection;
using CimCil.Configuration;
using CimCil.Tests;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Tests;

/// <summary>A program on which the generator does not run says so when its experiments are asked for.</summary>
[TestClass]
public sealed class WithoutGeneratorTests
{
    [TestMethod]
    public void AProgramWithoutTheGeneratorIsToldWhatIsMissing()
    {
        var said = ExperimentRegistry.Unregistered(Load(Compilations.Create("Bare", [CaseFiles.Prelude, "namespace User; [Experiment(\"mine\")] public sealed partial record Mine : Base;"])));
        Assert.IsNotNull(said);
        StringAssert.StartsWith(said, "Bare declares Mine, but CimCil's source generator has not run on it");
        StringAssert.Contains(said, "<Import Project=\"path/to/CimCil/src/CimCil.Generators/CimCil.Generators.targets\" />");
        // It is the line that the page of packages shows.
        StringAssert.Contains(File.ReadAllText(Checkout.At("docs/packages.md")), "<Import Project=\"path/to/CimCil/src/CimCil.Generators/CimCil.Generators.targets\" />");
    }

    [TestMethod]
    public void OtherProgramsAreToldNothing()
    {
        var complete = GeneratorRun.Start(Compilations.Create("Complete", [CaseFiles.Prelude, "namespace User; [Experiment(\"mine\")] public sealed partial record Mine : Base;"])).Output;
        Assert.IsNull(ExperimentRegistry.Unregistered(Load(complete)));
        Assert.IsNull(ExperimentRegistry.Unregistered(Load(Compilations.Create("Other", ["namespace User; public sealed class Mine;"]))));
        Assert.IsNull(ExperimentRegistry.Unregistered(null));
    }

    private static Assembly Load(Compilation compilation)
    {
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        Assert.IsTrue(emitted.Success, string.Join("\n", emitted.Diagnostics));
        return Assembly.Load(image.ToArray());
    }
}
