using CimCil.Generators.CodeFixes;
using CimCil.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace CimCil.Generators.Tests;

/// <summary>What an editor offers for the diagnostics of a source, and what comes of it.</summary>
internal sealed class CodeFixRun
{
    private static readonly CodeFixProvider[] Providers = [new DeclarationFix(), new NearestFix()];

    private readonly Document _document;
    private readonly IReadOnlyList<CodeAction> _offered;

    private CodeFixRun(Document document, IReadOnlyList<CodeAction> offered) => (_document, _offered) = (document, offered);

    /// <summary>The titles of what is offered.</summary>
    public IEnumerable<string> Titles => _offered.Select(action => action.Title).Distinct();

    public static async Task<CodeFixRun> StartAsync(string source)
    {
        var document = Open(source);
        return await StartAsync(document, [.. (await DiagnosticsAsync(document)).Where(diagnostic => diagnostic.Id.StartsWith("CIMCIL", StringComparison.Ordinal))]);
    }

    /// <summary>What is offered for one diagnostic that is not reported here.</summary>
    public static async Task<CodeFixRun> StartAsync(string source, string id, TextSpan span)
    {
        var document = Open(source);
        var descriptor = new DiagnosticDescriptor(id, "Title", "Message", "CimCil", DiagnosticSeverity.Error, isEnabledByDefault: true);
        return await StartAsync(document, [Diagnostic.Create(descriptor, Location.Create((await document.GetSyntaxTreeAsync())!, span))]);
    }

    private static async Task<CodeFixRun> StartAsync(Document document, IReadOnlyList<Diagnostic> diagnostics)
    {
        var offered = new List<CodeAction>();
        foreach (var diagnostic in diagnostics)
        {
            foreach (var provider in Providers.Where(provider => provider.FixableDiagnosticIds.Contains(diagnostic.Id)))
                await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => offered.Add(action), CancellationToken.None));
        }
        return new CodeFixRun(document, offered);
    }

    /// <summary>The source after the action of that title, and the ids of what is still wrong with it.</summary>
    public async Task<(string Source, IReadOnlyList<string> Left)> ApplyAsync(string title)
    {
        var operations = await _offered.First(action => action.Title == title).GetOperationsAsync(CancellationToken.None);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(_document.Id)!;
        var left = (await DiagnosticsAsync(changed)).Select(diagnostic => diagnostic.Id).ToList();
        return ((await changed.GetTextAsync()).ToString(), left);
    }

    private static Document Open(string source)
    {
        var model = Compilations.Create();
        var project = new AdhocWorkspace().AddProject("Consumer", LanguageNames.CSharp)
            .WithMetadataReferences(model.References)
            .WithCompilationOptions(model.Options)
            .WithParseOptions(Compilations.Parsing)
            .AddDocument("Usings.cs", Compilations.Usings, filePath: "Usings.cs").Project
            .AddDocument("Prelude.cs", CaseFiles.Prelude, filePath: "Prelude.cs").Project;
        return project.AddDocument("Mine.cs", source, filePath: "Mine.cs");
    }

    private static async Task<IReadOnlyList<Diagnostic>> DiagnosticsAsync(Document document)
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        CSharpGeneratorDriver.Create([new ExperimentGenerator().AsSourceGenerator()], parseOptions: Compilations.Parsing).RunGeneratorsAndUpdateCompilation(compilation, out var output, out var own);
        var analysis = output.WithAnalyzers([new DeclarationAnalyzer(), new ValueAnalyzer(), new RulePathAnalyzer()]);
        return [.. own, .. (await analysis.GetAllDiagnosticsAsync()).Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Hidden)];
    }
}
