using CimCil.Generators.Evaluation;
using CimCil.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Generators.Parsing;

/// <summary>
/// Finds the code that decides the values of sections: what they start with, their presets and factories, and their rules.
/// The analyzer runs it in assemblies that reference this one, where there is no source and perhaps nothing but a reference
/// assembly without any code.
/// </summary>
internal static class KnownCodeParser
{
    private static readonly string[] RuleMembers = ["Allows", "AllowsLength", "Words"];
    private static readonly string[] FormatMembers = ["TryParse", "ToString"];

    /// <summary>The code of all types of a compilation, by the ids of its members.</summary>
    public static EquatableArray<KnownCode> Parse(Compilation compilation, Func<SyntaxTree, IReadOnlyList<TypeDeclarationSyntax>?> candidates, CancellationToken cancellation)
    {
        var code = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var tree in compilation.SyntaxTrees)
        {
            foreach (var candidate in candidates(tree) ?? [])
                Read(candidate, compilation, code, cancellation);
        }
        return new EquatableArray<KnownCode>([.. code.Select(pair => new KnownCode(pair.Key, pair.Value))]);
    }

    /// <summary>A record that others may derive from or hold, a rule, or a value with a format of its own; never an experiment, of which there are many.</summary>
    public static bool IsCandidate(TypeDeclarationSyntax declaration) => declaration switch
    {
        RecordDeclarationSyntax record => !(record.Modifiers.Any(SyntaxKind.SealedKeyword) && Has(record, "Experiment")) && (record.BaseList is not null || record.AttributeLists.Count > 0 || record.Modifiers.Any(SyntaxKind.AbstractKeyword)),
        ClassDeclarationSyntax { BaseList: not null } type => type.Identifier.ValueText.EndsWith("Attribute", StringComparison.Ordinal) || Has(type, "SettingFormat"),
        _ => Has(declaration, "SettingFormat") || declaration.Identifier.ValueText == "ValueRuleAttribute",
    };

    private static bool Has(TypeDeclarationSyntax type, string attribute) =>
        type.AttributeLists.Any(list => list.Attributes.Any(candidate => candidate.Name.ToString() is var name && (name.EndsWith(attribute, StringComparison.Ordinal) || name.EndsWith(attribute + "Attribute", StringComparison.Ordinal))));

    private static void Read(TypeDeclarationSyntax declaration, Compilation compilation, SortedDictionary<string, string> code, CancellationToken cancellation)
    {
        try
        {
            if (compilation.GetSemanticModel(declaration.SyntaxTree).GetDeclaredSymbol(declaration, cancellation) is not { DeclaredAccessibility: Accessibility.Public } type
                || type.DeclaringSyntaxReferences[0].GetSyntax(cancellation) != declaration
                || Roots(type) is not { } roots)
                return;
            foreach (var member in new Closure(compilation, cancellation).Collect([type, .. roots]))
                code[member.Key] = member.Value;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Code that cannot be read is code that is not known: other assemblies leave its values to validation.
        }
    }

    /// <summary>The members that are asked for by name; null where the type holds no settings.</summary>
    private static IEnumerable<ISymbol>? Roots(INamedTypeSymbol type)
    {
        var members = type.GetMembers().Where(member => !member.IsImplicitlyDeclared || member is IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.IsEmpty: true });
        if (type.DerivesFrom(KnownNames.ValueRuleAttribute))
            return members.Where(member => member is IMethodSymbol { MethodKind: MethodKind.Constructor } || RuleMembers.Contains(member.Name));
        if (type.Attribute(KnownNames.SettingFormatAttribute) is not null)
            return members.Where(member => FormatMembers.Contains(member.Name) || IsValue(member, type));
        return type.DerivesFrom(KnownNames.ConfigSection) ? members.Where(member => IsValue(member, type)) : null;
    }

    private static bool IsValue(ISymbol member, INamedTypeSymbol type) => member switch
    {
        IMethodSymbol method when method.Attribute(KnownNames.RuleAttribute) is not null => true,
        { DeclaredAccessibility: Accessibility.Private or Accessibility.Internal } => false,
        IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => !(constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type)),
        IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: true } method => IsHeld(method.ReturnType),
        IPropertySymbol { IsStatic: true, SetMethod: null } property => SettingTypeParser.Parse(property.Type) is not null,
        IPropertySymbol { IsStatic: false } => true,
        IFieldSymbol { IsStatic: true, IsReadOnly: true } field => SettingTypeParser.Parse(field.Type) is not null,
        _ => false,
    };

    private static bool IsHeld(ITypeSymbol type) => type.DerivesFrom(KnownNames.ConfigSection) || type.Attribute(KnownNames.SettingFormatAttribute) is not null;

    /// <summary>The code of members and of everything in their assembly that it uses.</summary>
    private sealed class Closure
    {
        private readonly Dictionary<string, string> _code = new(StringComparer.Ordinal);
        private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);
        private readonly Queue<ISymbol> _open = new();
        private readonly Compilation _compilation;
        private readonly SourceCode _source;

        public Closure(Compilation compilation, CancellationToken cancellation)
        {
            _compilation = compilation;
            _source = new SourceCode(compilation, Meet, cancellation);
        }

        public IEnumerable<KeyValuePair<string, string>> Collect(IEnumerable<ISymbol> roots)
        {
            foreach (var root in roots)
                Meet(root);
            while (_open.Count > 0)
                Add(_open.Dequeue());
            return _code;
        }

        private void Meet(ISymbol symbol)
        {
            var definition = symbol.OriginalDefinition;
            if (SymbolEqualityComparer.Default.Equals(definition.ContainingAssembly, _compilation.Assembly) && !IsKnownToTheInterpreter(definition) && _seen.Add(definition))
                _open.Enqueue(definition);
        }

        private static bool IsKnownToTheInterpreter(ISymbol symbol)
        {
            var type = symbol as INamedTypeSymbol ?? symbol.ContainingType;
            return type.IsNamed(KnownNames.ConfigProblem) || type.DerivesFrom("System.Exception") || (type.IsNamed(KnownNames.ConfigSection) && symbol is IMethodSymbol { MethodKind: MethodKind.Ordinary });
        }

        private void Add(ISymbol symbol)
        {
            switch (symbol)
            {
                case INamedTypeSymbol type:
                    Write(type.Id(), _source.Type(type));
                    break;
                case IMethodSymbol method:
                    Write(method.Id(), _source.Method(method));
                    if (method.MethodKind == MethodKind.Constructor)
                        Meet(method.ContainingType);
                    break;
                case IFieldSymbol { IsStatic: true, IsConst: false } field:
                    Write(field.Id(), _source.Static(field));
                    break;
                case IPropertySymbol { IsStatic: true } property when _source.Static(property) is { } value:
                    Write(property.Id(), value);
                    break;
                case IPropertySymbol property when !_source.IsAuto(property):
                    foreach (var accessor in new[] { property.GetMethod, property.SetMethod })
                        Write(accessor?.Id() ?? "", accessor is null ? null : _source.Method(accessor));
                    break;
                case IPropertySymbol property:
                    Meet(property.ContainingType);
                    break;
            }
        }

        private void Write(string id, Node? code)
        {
            if (code is not null && id.Length > 0)
                _code[id] = NodeText.Write(code);
        }
    }
}
