using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CimCil.Tests;

/// <summary>What can be said of our packages without packing them; tests/Packages.cs packs and uses them.</summary>
[TestClass]
public sealed partial class PackageTests
{
    /// <summary>Each package that we use, and that comes with one, is in the notices, with the version that is used.</summary>
    [TestMethod]
    public void TheNoticesNameEveryPackage()
    {
        var notices = Read("THIRD-PARTY-NOTICES.md");
        var native = XDocument.Parse(Read("src/CimCil/build/Sdk/NativeParts.targets")).Descendants("PropertyGroup").Elements()
            .Where(property => property.Attribute("Condition") is null).ToDictionary(property => $"$({property.Name.LocalName})", property => property.Value, StringComparer.Ordinal);
        foreach (var package in XDocument.Parse(Read("Directory.Packages.props")).Descendants("PackageVersion"))
        {
            var (id, version) = (package.Attribute("Include")!.Value, package.Attribute("Version")!.Value);
            version = version == "$(OnnxRuntimeManagedVersion)" ? native["$(OnnxRuntimeVersion)"] : native.GetValueOrDefault(version, version);
            var row = notices.Split('\n').FirstOrDefault(line => line.StartsWith("| ", StringComparison.Ordinal) && Names(line, id));
            Assert.IsNotNull(row, $"THIRD-PARTY-NOTICES.md does not name {id}");
            StringAssert.Contains(row, version, $"{id} is used in version {version}, and the notices say: {row}");
        }
    }

    /// <summary>A project that is packed has a page, and what varies with a version is not written there.</summary>
    [TestMethod]
    public void PagesOfPackagesHaveNoVersionOfTheirOwn()
    {
        var packed = Directory.GetFiles(Checkout.At("src"), "*.csproj", SearchOption.AllDirectories).Where(project => File.ReadAllText(project).Contains("<IsPackable>true", StringComparison.Ordinal)).ToArray();
        CollectionAssert.AreEquivalent(new[] { "CimCil.csproj", "CimCil.Cli.csproj", "CimCil.Templates.csproj" }, packed.Select(project => Path.GetFileName(project)).ToArray());
        foreach (var project in packed)
        {
            var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(project)!, "PACKAGE.md"));
            Assert.DoesNotMatchRegex(@"(Version=""|CimCil[/@])[0-9]", page, project);
        }
    }

    /// <summary>The lines for a project and a program are of the version that the build has.</summary>
    [TestMethod]
    public void ThePageOfPackagesNamesTheVersion()
    {
        var version = XDocument.Parse(Read("Directory.Build.props")).Descendants("Version").Single().Value;
        var named = VersionOfSdk().Matches(Read("docs/packages.md")).Select(match => match.Groups["version"].Value).ToArray();
        Assert.HasCount(2, named);
        foreach (var one in named)
            Assert.AreEqual(version, one);
    }

    /// <summary>Whether a row of the table is about a package: its first cell has whole names, endings such as <c>.Managed</c> or <c>-win-x64</c>, and <c>.*</c>.</summary>
    private static bool Names(string row, string id)
    {
        var names = row.Split('|')[1].Split(',', StringSplitOptions.TrimEntries).Select(name => name.Split(' ')[0]).ToArray();
        return names.Any(name => name == id
            || (name.EndsWith('*') && id.StartsWith(name.TrimEnd('*'), StringComparison.Ordinal))
            || (name[0] is '.' && id.StartsWith(names[0].Replace(".CSharp", "", StringComparison.Ordinal), StringComparison.Ordinal) && id.EndsWith(name, StringComparison.Ordinal))
            || (name[0] is '-' && id.EndsWith(name, StringComparison.Ordinal) && names[0][..4] == id[..4]));
    }

    private static string Read(string path) => File.ReadAllText(Checkout.At(path));

    [GeneratedRegex(@"CimCil[/@](?<version>[0-9][^""`\s]*)")]
    private static partial Regex VersionOfSdk();
}
