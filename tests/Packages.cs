// The packages as a newcomer gets them: packed into a feed of their own, and used in an empty folder outside the checkout, which has the
// machine's usual package sources and that feed. The tool is installed and trains; a template makes a project on a folder of images that a
// program of the library has drawn; programs in one file; a mistake that the compiler has to name. With --clone the commands of README's
// first hour run in a fresh clone too, and with --tests `dotnet test` there. Each step says how long it took.
//
//   dotnet run tests/Packages.cs [-- --feed DIR] [--clone] [--tests] [--keep]
//
// Some four minutes on 2 cores, packing included; --feed takes packages that are there, --keep leaves the folder. Packages of others come from
// the machine's cache, ours never: libtorch is not downloaded again.
#:property SharedFiles=Programs/RootFolder.cs
using System.Diagnostics;
using System.IO.Compression;
using System.Text.RegularExpressions;

if (!RootFolder.IsHere())
    return 2;
var checkout = Directory.GetCurrentDirectory();
var clock = Stopwatch.StartNew();
var work = Directory.CreateTempSubdirectory("cimcil-packages-").FullName;
var feed = args.SkipWhile(word => word != "--feed").Skip(1).FirstOrDefault() is { } given ? Path.GetFullPath(given) : Path.Combine(work, "feed");
var times = new List<(string Step, TimeSpan Time)>();
var environment = new Dictionary<string, string>
{
    ["MSBUILDDISABLENODEREUSE"] = "1",
    ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
    ["UseSharedCompilation"] = "false",
    ["DOTNET_NOLOGO"] = "1",
};
try
{
    if (!args.Contains("--feed"))
        Run("dotnet pack", checkout, "dotnet", "pack", "-c", "Release", "-o", feed, "-warnaserror");
    var version = CheckFeed();

    var empty = Directory.CreateDirectory(Path.Combine(work, "empty")).FullName;
    File.WriteAllText(Path.Combine(empty, "nuget.config"), $"<configuration><packageSources><add key=\"cimcil\" value=\"{feed}\" /></packageSources></configuration>");
    environment["NUGET_FALLBACK_PACKAGES"] = Run("where packages lie", checkout, "dotnet", "nuget", "locals", "global-packages", "--list").Split(": ", 2)[1].Trim();
    environment["NUGET_PACKAGES"] = Path.Combine(work, "packages");

    Run("dotnet tool install", empty, "dotnet", "tool", "install", "CimCil.Cli", "--version", version, "--tool-path", "tools");
    var cimcil = Path.Combine(empty, "tools", OperatingSystem.IsWindows() ? "cimcil.exe" : "cimcil");
    Expect(Run("cimcil --version", empty, cimcil, "--version"), version);
    Expect(Run("cimcil list", empty, cimcil, "list"), "shapes ", "food101-lfs-10-foster-cim ");
    Expect(Run("cimcil doctor", empty, cimcil, "doctor"), "libtorch: 2.10", "ONNX Runtime", "Nothing must be mended");
    Expect(Run("cimcil run shapes --quick", empty, cimcil, "run", "shapes", "--quick"), "training.firstPhase.epochs: 45 -> 5", "Average incremental accuracy");

    File.WriteAllText(Path.Combine(empty, "draw.cs"), Drawing(version));
    Run("a program of the library (#:package CimCil)", empty, "dotnet", "run", "draw.cs");

    string[] hive = ["--debug:custom-hive", Path.Combine(work, "templates")];
    Run("dotnet new install", empty, ["dotnet", "new", "install", $"CimCil.Templates@{version}", .. hive]);
    Run("dotnet new cimcil", empty, ["dotnet", "new", "cimcil", "-n", "MyExperiments", "--images", "../images", "--classes", "4", "--phases", "2", .. hive]);
    var project = Path.Combine(empty, "MyExperiments");
    Expect(Run("the template's first build", project, "dotnet", "run", "-c", "Release", "--", "list"), "first ", "shapes ");
    Expect(Run("data check first", project, "dotnet", "run", "-c", "Release", "--no-build", "--", "data", "check", "first"), "4 classes, 80 training and 16 test images");
    Expect(Run("run first --quick", project, "dotnet", "run", "-c", "Release", "--no-build", "--", "run", "first", "--quick"), "Average incremental accuracy");
    File.WriteAllText(Path.Combine(project, "Second.cs"), "using CimCil.Configuration;\n[Experiment(\"second\")] public sealed partial record Second : Experiment { }\n");
    Expect(Fail("a record without its settings", project, "dotnet", "build", "-c", "Release"), "Second.cs", "CS0534");
    File.WriteAllText(Path.Combine(project, "Second.cs"), File.ReadAllText(Path.Combine(project, "FirstExperiment.cs")).Replace("FirstExperiment", "Second", StringComparison.Ordinal).Replace("\"first\"", "\"second\"", StringComparison.Ordinal).Replace("BatchSize = 32", "BatchSize = 0", StringComparison.Ordinal));
    Expect(Fail("a value that breaks a rule", project, "dotnet", "build", "-c", "Release"), "Second.cs", "error CIMCIL003");

    var record = Regex.Match(File.ReadAllText(Path.Combine(checkout, "README.md")), "^```csharp my-experiment.cs\n#:project src/CimCil.Cli\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline).Groups["code"].Value;
    File.WriteAllText(Path.Combine(empty, "my-experiment.cs"), $"#:sdk CimCil@{version}\n{record}");
    Expect(Run("a program in one file (#:sdk CimCil)", empty, "dotnet", "run", "my-experiment.cs", "--", "run", "my-experiment", "--quick", "--out", "of-sdk"), "Average incremental accuracy");
    File.WriteAllText(Path.Combine(empty, "by-packages.cs"), $"#:package CimCil.CommandLine@{version}\n#:package {LibTorch()}\n#:property PublishAot=false\n{record}");
    Expect(Run("a program in one file (#:package)", empty, "dotnet", "run", "by-packages.cs", "--", "run", "my-experiment", "--quick", "--out", "of-packages"), "Average incremental accuracy");

    OwnProject(Path.Combine(empty, "images"));
    if (args.Contains("--clone") || args.Contains("--tests"))
        FirstHour(Path.Combine(empty, "images"));
    Console.WriteLine($"All as it must be, after {clock.Elapsed.TotalMinutes:F1} minutes");
    return 0;
}
catch (InvalidOperationException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 1;
}
finally
{
    if (args.Contains("--keep"))
        Console.WriteLine(work);
    else
        Directory.Delete(work, recursive: true);
}

// README's project on images of one's own, as its lines stand there: beside a checkout that has packed, with a home of its own, because one
// of them changes the user's settings of NuGet.
void OwnProject(string images)
{
    var block = Regex.Matches(File.ReadAllText(Path.Combine(checkout, "README.md")), "^```sh\n(?<code>dotnet pack .*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline).Single().Groups["code"].Value;
    var lines = block[(block.IndexOf('\n') + 1)..].Replace("--classes 6", "--classes 4", StringComparison.Ordinal);
    var packed = Directory.CreateDirectory(Path.Combine(work, "packed", "CimCil")).FullName;
    Copy(feed, Path.Combine(packed, "artifacts", "packages"));
    Copy(images, Path.Combine(work, "packed", "my-images"));
    var home = Directory.CreateDirectory(Path.Combine(work, "home")).FullName;
    var own = Path.Combine(".nuget", "NuGet", "NuGet.Config");
    var settings = OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "NuGet", "NuGet.Config")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), own);
    if (File.Exists(settings))
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(home, own))!);
        File.Copy(settings, Path.Combine(home, own));
    }
    environment["DOTNET_CLI_HOME"] = home;
    string[] shell = OperatingSystem.IsWindows() ? ["pwsh", "-Command"] : ["sh", "-ec"];
    Expect(Run("README's project", packed, [.. shell, lines]), "Average incremental accuracy");
    environment.Remove("DOTNET_CLI_HOME");
}

static void Copy(string from, string to)
{
    foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
    {
        var target = Path.Combine(to, Path.GetRelativePath(from, file));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(file, target);
    }
}

// From a clone to a first experiment on images of one's own: what README says, in five commands.
void FirstHour(string images)
{
    environment.Remove("NUGET_PACKAGES");
    environment.Remove("NUGET_FALLBACK_PACKAGES");
    Run("1 git clone", work, "git", "clone", "--quiet", checkout, "CimCil");
    var clone = Path.Combine(work, "CimCil");
    Expect(Run("2 the first command", clone, "dotnet", "run", "-c", "Release", "--project", "src/CimCil.Cli", "--", "run", "shapes"), "Average incremental accuracy");
    if (args.Contains("--tests"))
        Run("the second command", clone, "dotnet", "test", "-c", "Release");
    var readme = File.ReadAllText(Path.Combine(clone, "README.md"));
    var program = Block(readme, "csharp my-experiment.cs");
    var data = Block(readme, "csharp images").Trim();
    var own = Regex.Replace(program, "^ *public override DatasetConfig Data .*$", _ => "    " + data, RegexOptions.Multiline);
    if (own == program)
        throw new InvalidOperationException("README's my-experiment.cs has no line for its data.");
    File.WriteAllText(Path.Combine(clone, "my-experiment.cs"), own.Replace("classes: 6, phases: 3", "classes: 4, phases: 2", StringComparison.Ordinal));
    Expect(Run("3 data check", clone, "dotnet", "run", "-c", "Release", "my-experiment.cs", "--", "data", "check", "my-experiment", "--data", images), "4 classes, 80 training and 16 test images");
    Expect(Run("4 a look at the own experiment", clone, "dotnet", "run", "-c", "Release", "my-experiment.cs", "--", "run", "my-experiment", "--data", images, "--quick"), "Average incremental accuracy");
    Expect(Run("5 the own experiment", clone, "dotnet", "run", "-c", "Release", "my-experiment.cs", "--", "run", "my-experiment", "--data", images), "Average incremental accuracy");
}

static string Block(string page, string info) => Regex.Match(page, $"^```{Regex.Escape(info)}\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline) is { Success: true } block
    ? block.Groups["code"].Value
    : throw new InvalidOperationException($"README.md has no block {info}.");

// What was packed, and nothing else; the version is that of the files' names.
string CheckFeed()
{
    var names = Directory.GetFiles(feed).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal).ToArray();
    var version = Regex.Match(string.Join(' ', names), @"CimCil\.Templates\.(?<version>[0-9].*?)\.nupkg").Groups["version"].Value;
    var platform = OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "linux-x64";
    string[] expected = [.. new[] { "CimCil", "CimCil.Cli", $"CimCil.Cli.{platform}", "CimCil.CommandLine", "CimCil.Templates" }.Select(name => $"{name}.{version}.nupkg"), $"CimCil.{version}.snupkg", $"CimCil.CommandLine.{version}.snupkg"];
    if (!names.SequenceEqual(expected.Order(StringComparer.Ordinal)))
        throw new InvalidOperationException($"The feed has {string.Join(", ", names)}; expected were {string.Join(", ", expected)}.");
    foreach (var name in names)
        Console.WriteLine($"{new FileInfo(Path.Combine(feed, name)).Length / 1048576.0,8:F2} MiB  {name}");
    string[] common = ["README.md", "icon.png", "LICENSE", "THIRD-PARTY-NOTICES.md"];
    Holds($"CimCil.{version}.nupkg", [.. common, "lib/net10.0/CimCil.Library.dll", "lib/net10.0/CimCil.Library.xml", "analyzers/dotnet/cs/CimCil.Generators.dll", "analyzers/dotnet/cs/CimCil.Generators.CodeFixes.dll",
        "buildTransitive/CimCil.targets", "Sdk/Sdk.props", "Sdk/Sdk.targets", "Sdk/NativeParts.targets"]);
    Holds($"CimCil.CommandLine.{version}.nupkg", [.. common, "lib/net10.0/cimcil.dll", "lib/net10.0/cimcil.runtimeconfig.json", "lib/net10.0/cimcil.xml", "lib/net10.0/CimCil.Experiments.dll", "lib/net10.0/CimCil.Experiments.xml"]);
    Holds($"CimCil.Templates.{version}.nupkg", [.. common, .. new[] { ".template.config/template.json", ".gitignore", "CimCilExperiments.csproj", "FirstExperiment.cs", "Program.cs", "README.md" }.Select(file => $"content/cimcil/{file}")]);
    return version;
}

// Every file of a package but those of the format itself.
void Holds(string package, string[] expected)
{
    using var archive = ZipFile.OpenRead(Path.Combine(feed, package));
    var files = archive.Entries.Select(entry => Uri.UnescapeDataString(entry.FullName)).Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml" && !name.EndsWith(".nuspec", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
    if (!files.SequenceEqual(expected.Order(StringComparer.Ordinal)))
        throw new InvalidOperationException($"{package} holds {string.Join(", ", files)}; expected were {string.Join(", ", expected)}.");
}

// The package of libtorch that README of the package CimCil names for this platform.
string LibTorch()
{
    using var archive = ZipFile.OpenRead(Directory.GetFiles(feed, "*.nupkg").First(file => Regex.IsMatch(Path.GetFileName(file), @"^CimCil\.[0-9]")));
    using var readme = new StreamReader(archive.GetEntry("README.md")!.Open());
    var version = Regex.Match(readme.ReadToEnd(), "Include=\"libtorch-cpu-linux-x64\" Version=\"(?<version>[^\"]+)\"").Groups["version"].Value;
    return $"libtorch-cpu-{(OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "linux-x64")}@{version}";
}

// Four classes of drawn images in train/CLASS and test/CLASS, by the library's own dataset.
static string Drawing(string version) => $$"""
    #:package CimCil@{{version}}
    #:property PublishAot=false
    using CimCil.Configuration;
    using CimCil.Data;

    var shapes = new ShapesDataset { ClassCount = 4, ImageSide = 64, TestResize = 64, TrainImagesPerClass = 20, TestImagesPerClass = 4 }.Open();
    foreach (var (part, images) in new[] { ("train", shapes.Train), ("test", shapes.Test) })
    {
        foreach (var (i, image) in images.Index())
        {
            var folder = Directory.CreateDirectory(Path.Combine("images", part, shapes.ClassNames[image.Class])).FullName;
            File.WriteAllBytes(Path.Combine(folder, $"{i}.png"), ImageCodec.EncodePng(image.Load()));
        }
    }
    """;

string Run(string step, string folder, params string[] command) => Do(step, folder, command, code => code == 0, "failed");

string Fail(string step, string folder, params string[] command) => Do(step, folder, command, code => code != 0, "should have failed");

string Do(string step, string folder, string[] command, Func<int, bool> isRight, string wrong)
{
    var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
    foreach (var name in new[] { "NUGET_PACKAGES", "NUGET_FALLBACK_PACKAGES" })
        start.Environment.Remove(name);
    foreach (var (name, value) in environment)
        start.Environment[name] = value;
    var watch = Stopwatch.StartNew();
    using var process = Process.Start(start)!;
    var error = process.StandardError.ReadToEndAsync();
    var output = process.StandardOutput.ReadToEnd() + error.GetAwaiter().GetResult();
    process.WaitForExit();
    Console.WriteLine($"{watch.Elapsed.TotalSeconds,8:F1} s  {step}");
    return isRight(process.ExitCode) ? output : throw new InvalidOperationException($"'{step}' {wrong} with {process.ExitCode}: {string.Join(' ', command)}\n{output}");
}

static void Expect(string output, params string[] parts)
{
    foreach (var part in parts)
    {
        if (!output.Contains(part, StringComparison.Ordinal))
            throw new InvalidOperationException($"'{part}' was expected in:\n{output}");
    }
}
