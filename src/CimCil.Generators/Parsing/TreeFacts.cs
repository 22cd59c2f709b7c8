using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Generators.Parsing;

/// <summary>What one file says to the others, from its syntax alone.</summary>
internal sealed class TreeFacts
{
    private readonly StringBuilder _skeleton = new();
    private readonly StringBuilder _own = new();
    private readonly List<TypeDeclarationSyntax> _candidates = [];

    private List<TypeDeclarationSyntax>? _code;
    private StringBuilder _text;

    private TreeFacts() => _text = _skeleton;

    /// <summary>The types that can be experiments or sections: those with attributes, and records that derive from something.</summary>
    public IReadOnlyList<TypeDeclarationSyntax> Candidates => _candidates;

    /// <summary>The types whose code other assemblies may want to know; null for none.</summary>
    public IReadOnlyList<TypeDeclarationSyntax>? CodeCandidates => _code;

    /// <summary>
    /// The declarations without what no other file's experiment can depend on: bodies of methods, values that are not constant, and all
    /// that belongs to an experiment alone. While it stays the same, the experiments of other files stay what they are.
    /// </summary>
    public string Skeleton { get; private set; } = "";

    /// <summary>What the skeleton leaves out of the file's own experiments, but for bodies and values: while it stays the same too, these experiments do.</summary>
    public string Own { get; private set; } = "";

    /// <summary>Whether the files differ in bodies, values and comments at most; their candidates are then the same ones in the same order.</summary>
    public bool SaysTheSameAs(TreeFacts other) => Skeleton == other.Skeleton && Own == other.Own && _candidates.Count == other._candidates.Count;

    public static TreeFacts Read(SyntaxTree tree, CancellationToken cancellation)
    {
        var facts = new TreeFacts();
        if (tree.GetRoot(cancellation) is CompilationUnitSyntax unit)
        {
            facts.Add(unit.Externs);
            facts.Add(unit.Usings);
            facts.AddMembers(unit.Members);
        }
        facts.Skeleton = facts._skeleton.ToString();
        facts.Own = facts._own.ToString();
        facts._skeleton.Clear();
        facts._own.Clear();
        return facts;
    }

    /// <summary>Whether the declaration can make its type an experiment or a section.</summary>
    public static bool IsCandidate(TypeDeclarationSyntax type) => type.AttributeLists.Count > 0 || (type is RecordDeclarationSyntax && type.BaseList is not null);

    private void AddMembers(SyntaxList<MemberDeclarationSyntax> members)
    {
        foreach (var member in members)
            AddMember(member);
    }

    private void AddMember(MemberDeclarationSyntax member)
    {
        switch (member)
        {
            case GlobalStatementSyntax:
                break;
            case BaseNamespaceDeclarationSyntax space:
                Add("namespace ").Add(space.Name).Add(space.Externs).Add(space.Usings);
                AddMembers(space.Members);
                Add("}");
                break;
            case TypeDeclarationSyntax type:
                AddType(type);
                break;
            case BaseMethodDeclarationSyntax { Body: var body, ExpressionBody: var expression } method:
                AddUpTo(method, (SyntaxNode?)body ?? expression);
                break;
            case PropertyDeclarationSyntax property:
                AddProperty(property);
                break;
            case FieldDeclarationSyntax field when !field.Modifiers.Any(SyntaxKind.ConstKeyword):
                Add(field.AttributeLists).Add(field.Modifiers.ToString()).Add(field.Declaration.Type);
                foreach (var variable in field.Declaration.Variables)
                    Add(variable.Identifier.ValueText);
                break;
            default:
                Add(member);
                break;
        }
    }

    private void AddType(TypeDeclarationSyntax type)
    {
        if (IsCandidate(type))
            _candidates.Add(type);
        if (KnownCodeParser.IsCandidate(type))
            (_code ??= []).Add(type);
        var isLeaf = IsExperiment(type);
        Add(type.Modifiers.ToString()).Add(type.Keyword.ValueText).Add(type.Identifier.ValueText);
        if (type.TypeParameterList is { } parameters)
            Add(parameters);
        var (around, inside) = (_text, isLeaf ? _own : _text);
        _text = inside;
        Add(type.AttributeLists);
        if (type.ParameterList is { } values)
            Add(values);
        if (type.BaseList is { } bases)
            Add(bases);
        AddBrace("{");
        foreach (var member in type.Members)
        {
            _text = ConcernsOthers(member) ? around : inside;
            AddMember(member);
        }
        _text = inside;
        AddBrace("}");
        _text = around;

        // Both texts tell what stands inside an experiment from what follows it.
        void AddBrace(string brace)
        {
            Add(brace);
            if (isLeaf)
                around.Append(brace).Append('\n');
        }
    }

    /// <summary>Whether a member of an experiment can be used by other files' attributes.</summary>
    private static bool ConcernsOthers(MemberDeclarationSyntax member) =>
        member is BaseTypeDeclarationSyntax || (member is FieldDeclarationSyntax field && field.Modifiers.Any(SyntaxKind.ConstKeyword));

    /// <summary>No record derives from a sealed one, so that nothing but constants and types inside it matters elsewhere.</summary>
    private static bool IsExperiment(TypeDeclarationSyntax type) =>
        type is RecordDeclarationSyntax && type.Modifiers.Any(SyntaxKind.SealedKeyword) && type.AttributeLists.Any(static list => list.Attributes.Any(static attribute => attribute.Name switch
        {
            SimpleNameSyntax name => name.Identifier.ValueText is "Experiment" or "ExperimentAttribute",
            QualifiedNameSyntax name => name.Right.Identifier.ValueText is "Experiment" or "ExperimentAttribute",
            _ => false,
        }));

    private void AddProperty(PropertyDeclarationSyntax property)
    {
        Add(property.AttributeLists).Add(property.Modifiers.ToString()).Add(property.Type).Add(property.Identifier.ValueText);
        if (property.ExpressionBody is not null)
            Add("=>");
        if (property.Initializer is not null)
            Add("=");
        foreach (var accessor in property.AccessorList?.Accessors ?? default)
            Add(accessor.AttributeLists).Add(accessor.Modifiers.ToString()).Add(accessor.Keyword.ValueText).Add(accessor.Body is null && accessor.ExpressionBody is null ? ";" : "{}");
    }

    private void AddUpTo(SyntaxNode node, SyntaxNode? end)
    {
        var text = node.ToString();
        Add(end is null ? text : text.Substring(0, end.SpanStart - node.SpanStart));
    }

    private TreeFacts Add<T>(SyntaxList<T> nodes) where T : SyntaxNode
    {
        foreach (var node in nodes)
            Add(node);
        return this;
    }

    private TreeFacts Add(SyntaxNode node) => Add(node.ToString());

    private TreeFacts Add(string text)
    {
        _text.Append(text).Append('\n');
        return this;
    }
}
