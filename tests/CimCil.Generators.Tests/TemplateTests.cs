using System.Text.RegularExpressions;
using CimCil.Tests;

namespace CimCil.Generators.Tests;

/// <summary>What <c>dotnet new cimcil</c> makes. The package itself is used by tests/Packages.cs, which takes minutes.</summary>
[TestClass]
public sealed class TemplateTests
{
    private static string Folder => Checkout.At("src/CimCil.Templates/cimcil");

    /// <summary>Its experiment compiles without a word and breaks no rule, also with a folder whose name has backslashes and quotes.</summary>
    [TestMethod]
    [DataRow("images", 6, 3)]
    [DataRow(@"C:\new ""images""\of mine", 100, 10)]
    public async Task ItsExperimentIsValid(string images, int classes, int phases)
    {
        var source = File.ReadAllText(Path.Combine(Folder, "FirstExperiment.cs")).Replace("IMAGE_FOLDER", images, StringComparison.Ordinal).Replace("1001", $"{classes}", StringComparison.Ordinal).Replace("1002", $"{phases}", StringComparison.Ordinal);
        var folder = Directory.CreateTempSubdirectory("cimcil-template-").FullName;
        try
        {
            // Windows needs no quotes in names of folders, and C#'s raw text bears them inside.
            var messages = await RealCompiler.CompileAsync(new CompilerProject("MyExperiments", [("Usings.cs", Compilations.Usings), ("FirstExperiment.cs", source)]), folder);
            Assert.IsEmpty(messages, string.Join('\n', messages));
            using var program = new LoadedProgram(folder, "MyExperiments");
            Assert.IsNull(program.Complaint());
            CollectionAssert.AreEqual(new[] { "first" }, program.ListExperiments().ToArray());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Each parameter replaces a word that stands in the experiment, and nothing else.</summary>
    [TestMethod]
    public void ParametersStandInTheExperiment()
    {
        var template = File.ReadAllText(Path.Combine(Folder, ".template.config", "template.json"));
        var words = Regex.Matches(template, "\"replaces\": \"(?<word>[^\"]+)\"").Select(match => match.Groups["word"].Value).ToArray();
        CollectionAssert.AreEqual(new[] { "IMAGE_FOLDER", "1001", "1002" }, words);
        foreach (var word in words)
            StringAssert.Contains(File.ReadAllText(Path.Combine(Folder, "FirstExperiment.cs")), word);
    }
}
