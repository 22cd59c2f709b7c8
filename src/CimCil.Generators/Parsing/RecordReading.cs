using CimCil.Configuration.Schema;
using CimCil.Generators.Diagnostics;
using CimCil.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace CimCil.Generators.Parsing;

/// <summary>What one declaration turned out to be.</summary>
internal sealed class RecordReading
{
    public static RecordReading Nothing { get; } = new();

    public ExperimentModel? Experiment { get; private set; }

    public SectionModel? Section { get; private set; }

    public NamedRecord? Named { get; private set; }

    /// <summary>The name of the record; null for what is none.</summary>
    public Location? Place { get; private set; }

    public IReadOnlyList<Diagnostic> Errors { get; private set; } = [];

    /// <summary>Whether it stays what it is while files differ in bodies, values and comments alone. A section's values and comments count too, and an error has places in files.</summary>
    public bool IsLasting => Section is null && Errors.Count == 0 && (Named is null || Named.Place?.SourceTree == Place?.SourceTree);

    /// <summary>The same reading in its file's new text, which differs in bodies, values and comments alone; null where its name cannot be found there.</summary>
    public RecordReading? MoveTo(TypeDeclarationSyntax now, TypeDeclarationSyntax before)
    {
        if (this == Nothing)
            return this;
        var moved = new RecordReading { Experiment = Experiment, Place = now.Identifier.GetLocation() };
        if (Named is not { Place.SourceSpan: var span })
            return moved;
        var list = before.AttributeLists.IndexOf(attributes => attributes.Span.Contains(span));
        if (list < 0 || list >= now.AttributeLists.Count)
            return null;
        var place = new TextSpan(span.Start - before.AttributeLists[list].SpanStart + now.AttributeLists[list].SpanStart, span.Length);
        moved.Named = Named with { Place = Location.Create(now.SyntaxTree, place) };
        return moved;
    }

    public static RecordReading Read(TypeDeclarationSyntax declaration, SemanticModel model, CancellationToken cancellation)
    {
        if (model.GetDeclaredSymbol(declaration, cancellation) is not { } type || ShapeChecks.IsUnknown(type) || !IsFirstPart(declaration, type, cancellation))
            return Nothing;
        var experiment = type.Attribute(KnownNames.ExperimentAttribute);
        var section = type.Attribute(KnownNames.ConfigSectionAttribute);
        if (experiment is null && section is null && !type.DerivesFrom(KnownNames.ConfigSection))
            return Nothing;
        var blocking = RecordChecks.FindBlocking(type, cancellation);
        var reading = new RecordReading { Place = declaration.Identifier.GetLocation(), Errors = [.. blocking, .. RecordChecks.FindOther(type, model.Compilation, cancellation)] };
        if (experiment is not null && type.DerivesFrom(KnownNames.Experiment))
            reading.AddExperiment(type, experiment, blocking.Count == 0 ? Completion.Whole : Completion.Stub, cancellation);
        else if (section is not null && blocking.Count == 0 && type.DerivesFrom(KnownNames.ConfigSection))
            reading.AddSection(type, section, model.Compilation, cancellation);
        return reading;
    }

    public static RecordReading Failed(TypeDeclarationSyntax declaration, Exception failure) => new()
    {
        Errors = [SharedDiagnostic.Create(Descriptors.Failure, declaration.Identifier.GetLocation(), declaration.Identifier.ValueText, $"{failure.GetType().Name}: {failure.Message.Replace('\n', ' ').Replace('\r', ' ')}")],
    };

    private void AddExperiment(INamedTypeSymbol type, AttributeData attribute, Completion completion, CancellationToken cancellation)
    {
        if (completion == Completion.Whole || CanBeStub(type, cancellation))
            Experiment = ExperimentParser.Parse(type, attribute, completion);
        if (attribute.Text() is { Length: > 0 } name && KebabCase.Defect(name) is null)
            Named = new NamedRecord(name, type.Name, EquatableArray<string>.Empty, NameChecks.Place(attribute, type, cancellation));
    }

    private void AddSection(INamedTypeSymbol type, AttributeData attribute, Compilation compilation, CancellationToken cancellation)
    {
        Section = SectionParser.Parse(type, compilation, cancellation);
        if (Section.Kind.Length > 0 && !type.IsAbstract && KebabCase.Defect(Section.Kind) is null)
            Named = new NamedRecord(Section.Kind, type.Name, NameChecks.FamilyNames(type), NameChecks.Place(attribute, type, cancellation));
    }

    private static bool CanBeStub(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (type.IsInFile() || !type.IsRecord || type.TypeKind != TypeKind.Class || GeneratedNameChecks.IsTaken(type, "FromJson"))
            return false;
        for (var current = type; current is not null; current = current.ContainingType)
        {
            var isVariant = current.TypeKind != TypeKind.Interface && current.TypeParameters.Any(parameter => parameter.Variance != VarianceKind.None);
            if (isVariant || !ShapeChecks.IsPartial(current, cancellation))
                return false;
        }
        return true;
    }

    /// <summary>A record with several parts is read once, at the first one that could be marked.</summary>
    private static bool IsFirstPart(TypeDeclarationSyntax declaration, INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (type.DeclaringSyntaxReferences.Length == 1)
            return true;
        foreach (var part in type.DeclaringSyntaxReferences)
        {
            if (part.GetSyntax(cancellation) is TypeDeclarationSyntax syntax && TreeFacts.IsCandidate(syntax))
                return syntax == declaration;
        }
        return false;
    }
}
