// Valid experiments, mutated at random and compiled by the SDK's own compiler: names, keywords, modifiers, attributes, types, accessors,
// bases and values change, one to three at a time. Whatever comes out, the generator must not fail, no message may stand in generated
// code, and what is compiled without an error must be valid, listed, and read back from its JSON, unless a diagnostic has said otherwise.
// Where a value is said to be wrong, and nothing else is, the program is compiled without that: it must not be valid then.
//
//   dotnet run -c Release tests/GeneratorMutations.cs [-- MUTATIONS [SEED [FIRST]]]
//
// 5,000 mutations take about twenty minutes on 2 cores; FIRST is the number of the first one, 0 unless given. Each failure is written to runs/generator-mutations with its messages.
#:project CimCil.Generators.Tests
#:property AssemblyName=GeneratorMutations
#:property SharedFiles=Programs/RootFolder.cs;Programs/Mutation.cs
#:property PublishAot=false
using System.Collections.Concurrent;
using System.Diagnostics;
using CimCil.Generators.Tests;

// What a program does when it runs may end the process, so each one is asked in one of its own.
if (args is ["judge", var place, var name])
{
    using var judged = new LoadedProgram(place, name);
    Console.WriteLine(judged.Complaint() ?? "none");
    return 0;
}
var count = args.Length > 0 ? int.Parse(args[0]) : 5000;
var seed = args.Length > 1 ? int.Parse(args[1]) : 1;
var first = args.Length > 2 ? int.Parse(args[2]) : 0;
if (!RootFolder.IsHere())
    return 2;
var failures = Path.Combine("runs", "generator-mutations");
if (Directory.Exists(failures))
    Directory.Delete(failures, recursive: true);
var clock = Stopwatch.StartNew();
var outcomes = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
var ids = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
var done = 0;
await Parallel.ForAsync(first, first + count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (number, _) =>
{
    var source = new Mutation(unchecked((seed * 1_000_003) + number)).Apply();
    var (outcome, messages, complaint) = await Judge(source);
    outcomes.AddOrUpdate(outcome, 1, (_, known) => known + 1);
    foreach (var id in messages.Select(message => message.Id).Distinct().Where(id => id.StartsWith("CIMCIL", StringComparison.Ordinal)))
        ids.AddOrUpdate(id, 1, (_, known) => known + 1);
    if (complaint is not null)
    {
        Directory.CreateDirectory(failures);
        await File.WriteAllTextAsync(Path.Combine(failures, $"{number}.cs"), $"// {complaint}\n// {string.Join("\n// ", messages)}\n{source}");
        Console.WriteLine($"{number}: {complaint}");
    }
    if (Interlocked.Increment(ref done) % 250 == 0)
        Console.WriteLine($"{done} of {count} after {clock.Elapsed.TotalMinutes:0.0} minutes: {string.Join(", ", outcomes.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key}"))}");
});
Console.WriteLine($"{count} mutations (seed {seed}) in {clock.Elapsed.TotalMinutes:0.0} minutes: {string.Join(", ", outcomes.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key}"))}");
Console.WriteLine($"Reported in so many of them: {string.Join(", ", ids.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}"))}");
return outcomes.ContainsKey("wrong") ? 1 : 0;

static async Task<(string Outcome, IReadOnlyList<CompilerMessage> Messages, string? Complaint)> Judge(string source)
{
    var folder = Directory.CreateTempSubdirectory("cimcil-mutation-").FullName;
    try
    {
        var project = new CompilerProject("Mutated", [("Usings.cs", Compilations.Usings), ("Prelude.cs", CaseFiles.Prelude), ("Case.cs", source)]);
        var messages = await RealCompiler.CompileAsync(project, folder);
        if (messages.FirstOrDefault(message => message.Id is "CS8784" or "CS8785" or "AD0001" or "CIMCIL028") is { } crash)
            return ("wrong", messages, $"the generator or an analyzer failed: {crash}");
        if (messages.FirstOrDefault(message => message.Path.Contains(".g.cs", StringComparison.Ordinal)) is { } generated)
            return ("wrong", messages, $"a message in generated code: {generated}");
        // That a setting without a value may be null is the compiler's to say.
        var ours = messages.Count(message => message.Id.StartsWith("CIMCIL", StringComparison.Ordinal) || message.Id == "CS8618");
        if (messages.FirstOrDefault(IsAboutGenerated) is { } missing && ours == 0)
            return ("wrong", messages, $"a generated member is missing and nothing says why: {missing}");
        if (messages.Any(message => message.Severity == "error") && messages.All(message => message.Severity != "error" || Mutation.OfValues.Contains(message.Id)))
        {
            var silent = await RealCompiler.CompileAsync(project with { Silenced = Mutation.OfValues }, folder);
            return silent.Any(message => message.Severity == "error") || Mutation.LeavesOpenWhatRuns(source) || await RunAsync(folder, project.Name) is not null ? ("told by us", messages, null)
                : ("wrong", messages, $"a run accepts what is said to be wrong: {messages.First(message => message.Severity == "error")}");
        }
        if (messages.Any(message => message.Severity == "error"))
            return (ours > 0 ? "told by us" : "told by the compiler", messages, null);
        var complaint = await RunAsync(folder, project.Name);
        return complaint is null ? (ours > 0 ? "valid with a warning" : "valid", messages, null)
            : ours > 0 ? ("warned of", messages, null)
            : Mutation.HoldsValuesOfPrograms(source) ? ("left to validate", messages, null)
            : ("wrong", messages, $"silence, but {complaint}");
    }
    catch (InvalidOperationException crash)
    {
        return ("wrong", [], crash.Message.ReplaceLineEndings(" "));
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}

static async Task<string?> RunAsync(string folder, string name)
{
    var dotnet = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "dotnet");
    using var process = Process.Start(new ProcessStartInfo(dotnet)
    {
        ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "GeneratorMutations.dll"), "judge", folder, name },
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
    var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    await process.WaitForExitAsync();
    if (process.ExitCode != 0)
        return $"the program ended with {process.ExitCode}: {(await error).ReplaceLineEndings(" ")}";
    return (await output).TrimEnd() is var complaint and not "none" ? complaint : null;
}

static bool IsAboutGenerated(CompilerMessage message)
{
    // The catalogue is a type, so it is no member that a type could lack.
    string[] names = message.Id switch
    {
        "CS0103" or "CS0234" => ["'FromJson'", "GetSchema", "ExperimentCatalogue"],
        "CS0117" or "CS0534" or "CS1061" => ["'FromJson'", "GetSchema"],
        _ => [],
    };
    // What is missing in the catalogue's list is nothing that is generated.
    return message.Severity == "error" && !message.Text.Contains("IReadOnlyList<", StringComparison.Ordinal)
        && names.Any(name => message.Text.Contains(name, StringComparison.Ordinal));
}
