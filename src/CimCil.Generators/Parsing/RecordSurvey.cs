using System.Collections.Immutable;
using CimCil.Generators.Diagnostics;
using CimCil.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Generators.Parsing;

/// <summary>
/// Reads all records of a compilation. Every keystroke asks for all of them again, and binding a thousand attributes takes a hundred
/// times longer than anything else here, so an experiment is read again only when its own file says something else, values aside
/// (<see cref="TreeFacts.Own"/>), or the skeleton of any file has changed (<see cref="TreeFacts.Skeleton"/>). What is remembered belongs to syntax trees, never to a compilation, and the result depends on the
/// given compilation alone.
/// </summary>
internal sealed class RecordSurvey(RecordSurvey.Reader read)
{
    public delegate RecordReading Reader(TypeDeclarationSyntax declaration, SemanticModel model, CancellationToken cancellation);

    private Memory _memory = Memory.Nothing;

    public SurveyModel Run(Compilation compilation, string rootNamespace, CancellationToken cancellation)
    {
        var last = _memory;
        var next = Survey(compilation, rootNamespace, last, cancellation);
        _memory = next;
        return next.Model;
    }

    /// <summary>The code that other assemblies may want to know.</summary>
    public EquatableArray<KnownCode> ReadCode(Compilation compilation, CancellationToken cancellation)
    {
        var trees = _memory.Trees;
        return KnownCodeParser.Parse(compilation, tree => (trees.TryGetValue(tree, out var known) ? known.Facts : TreeFacts.Read(tree, cancellation)).CodeCandidates, cancellation);
    }

    private Memory Survey(Compilation compilation, string rootNamespace, Memory last, CancellationToken cancellation)
    {
        ExternAliases.Read(compilation);
        var files = ReadFacts(compilation, last, out var saysTheSame, cancellation);
        var lasting = saysTheSame && last.Fits(compilation, rootNamespace);
        var trees = new Dictionary<SyntaxTree, Surveyed>(files.Count);
        foreach (var (tree, facts, before) in files)
            trees.Add(tree, ReadRecords(tree, facts, lasting ? before : null, compilation, cancellation));
        return new Memory(compilation, rootNamespace, trees, lasting ? last : null, cancellation);
    }

    /// <summary>Looks at the files that are new.</summary>
    /// <param name="compilation">All files.</param>
    /// <param name="last">What is known.</param>
    /// <param name="saysTheSame">Whether the files say to others what those that they replace have said.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Each file, with the same one as it was surveyed last unless more than bodies, values and comments has changed.</returns>
    private static List<(SyntaxTree Tree, TreeFacts Facts, Surveyed? Before)> ReadFacts(Compilation compilation, Memory last, out bool saysTheSame, CancellationToken cancellation)
    {
        var files = new List<(SyntaxTree, TreeFacts, Surveyed?)>(last.Trees.Count);
        var added = new List<string>();
        List<KeyValuePair<SyntaxTree, Surveyed>>? removed = null;
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (last.Trees.TryGetValue(tree, out var known))
            {
                files.Add((tree, known.Facts, known));
                continue;
            }
            removed ??= [.. last.Trees.Where(pair => !compilation.ContainsSyntaxTree(pair.Key))];
            var facts = TreeFacts.Read(tree, cancellation);
            files.Add((tree, facts, removed.FirstOrDefault(pair => pair.Key.FilePath == tree.FilePath && pair.Value.Facts.SaysTheSameAs(facts)).Value));
            added.Add(facts.Skeleton);
        }
        saysTheSame = removed is null
            ? files.Count == last.Trees.Count
            : added.OrderBy(skeleton => skeleton, StringComparer.Ordinal).SequenceEqual(removed.Select(pair => pair.Value.Facts.Skeleton).OrderBy(skeleton => skeleton, StringComparer.Ordinal));
        return files;
    }

    private Surveyed ReadRecords(SyntaxTree tree, TreeFacts facts, Surveyed? before, Compilation compilation, CancellationToken cancellation)
    {
        if (before?.Facts == facts && Array.TrueForAll(before.Readings, static reading => reading.IsLasting))
            return before;
        SemanticModel? model = null;
        var readings = new RecordReading[facts.Candidates.Count];
        for (var at = 0; at < readings.Length; at++)
            readings[at] = Remembered(at) ?? ReadSafely(facts.Candidates[at], model ??= compilation.GetSemanticModel(tree), cancellation);
        return new Surveyed(facts, readings);

        RecordReading? Remembered(int at) => before?.Readings[at] is { IsLasting: true } reading
            ? before.Facts == facts ? reading : reading.MoveTo(facts.Candidates[at], before.Facts.Candidates[at])
            : null;
    }

    /// <summary>A record that cannot be read must not take the others down.</summary>
    private RecordReading ReadSafely(TypeDeclarationSyntax declaration, SemanticModel model, CancellationToken cancellation)
    {
        try
        {
            return read(declaration, model, cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return RecordReading.Failed(declaration, failure);
        }
    }

    /// <summary>One file and what its candidates turned out to be.</summary>
    private sealed class Surveyed(TreeFacts facts, RecordReading[] readings)
    {
        public TreeFacts Facts => facts;

        public RecordReading[] Readings => readings;
    }

    /// <summary>A survey and what it was made of.</summary>
    private sealed class Memory
    {
        private readonly ImmutableArray<MetadataReference> _references;
        private readonly ParseOptions? _options;
        private readonly string _rootNamespace;

        private Memory()
        {
            Trees = [];
            Model = SurveyModel.Empty;
            _references = [];
            _rootNamespace = "";
        }

        public Memory(Compilation compilation, string rootNamespace, Dictionary<SyntaxTree, Surveyed> trees, Memory? same, CancellationToken cancellation)
        {
            Trees = trees;
            _references = compilation.ExternalReferences;
            _options = compilation.SyntaxTrees.FirstOrDefault()?.Options;
            _rootNamespace = rootNamespace;
            var readings = trees.Values.SelectMany(tree => tree.Readings).Where(reading => reading != RecordReading.Nothing).ToArray();
            var errors = readings.SelectMany(reading => reading.Errors).ToList();
            var references = same?.Model.References ?? RegistrationParser.Parse(compilation, cancellation);
            if (LanguageDefect(compilation) is { } tooOld && readings.FirstOrDefault(reading => reading.Experiment is not null || reading.Section is not null) is { Place: var place })
            {
                Model = SurveyModel.Empty with { Errors = new EquatableArray<Diagnostic>([SharedDiagnostic.Create(Descriptors.LanguageVersion, place ?? Location.None, tooOld)]) };
                return;
            }
            var catalogue = same is null ? CatalogueNamespace.Find(compilation, rootNamespace) : same.Model.Catalogue;
            var experiments = readings.Select(reading => reading.Experiment).OfType<ExperimentModel>().ToArray();
            var sections = readings.Select(reading => reading.Section).OfType<SectionModel>().ToArray();
            if (SameFileNames(experiments, sections) is { } names)
            {
                experiments = [.. experiments.Select(experiment => experiment with { Record = Marked(experiment.Record, names) })];
                sections = [.. sections.Select(section => section with { Record = Marked(section.Record, names) })];
            }
            Model = new SurveyModel(
                new EquatableArray<ExperimentModel>(experiments),
                new EquatableArray<SectionModel>(sections),
                new EquatableArray<NamedRecord>([.. readings.Select(reading => reading.Named).OfType<NamedRecord>()]),
                new EquatableArray<Diagnostic>([.. errors]),
                catalogue,
                references);
        }

        public static Memory Nothing { get; } = new();

        public Dictionary<SyntaxTree, Surveyed> Trees { get; }

        public SurveyModel Model { get; }

        public bool Fits(Compilation compilation, string rootNamespace) =>
            Trees.Count > 0 && _rootNamespace == rootNamespace && _references.SequenceEqual(compilation.ExternalReferences) && Equals(_options, compilation.SyntaxTrees.FirstOrDefault()?.Options);

        private static string? LanguageDefect(Compilation compilation) =>
            compilation is CSharpCompilation { LanguageVersion: < LanguageVersion.CSharp12 and var version } ? version.ToDisplayString() : null;

        /// <summary>File names that several records would have where case does not count; null where there are none.</summary>
        private static HashSet<string>? SameFileNames(ExperimentModel[] experiments, SectionModel[] sections)
        {
            HashSet<string>? same = null;
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var record in experiments.Select(experiment => experiment.Record).Concat(sections.Select(section => section.Record)))
            {
                if (!names.Add(record.FileName))
                    (same ??= new(StringComparer.OrdinalIgnoreCase)).Add(record.FileName);
            }
            return same;
        }

        private static RecordModel Marked(RecordModel record, HashSet<string> names) => names.Contains(record.FileName) ? record with { FileMark = "." + Identifiers.Hash(record.FileName) } : record;
    }
}
