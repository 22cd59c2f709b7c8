using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Evaluation;

/// <summary>All code that a compilation can run: its own, and what the generator wrote into the assemblies that it references.</summary>
internal sealed class CodeLibrary
{
    private static readonly ConditionalWeakTable<IAssemblySymbol, Dictionary<string, string>> Written = new();

    private readonly ConcurrentDictionary<string, ISymbol?> _symbols = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Node?> _code = new(StringComparer.Ordinal);
    private readonly Lazy<Dictionary<string, string>[]> _written;
    private readonly Lazy<ILookup<string, IAssemblySymbol>> _assemblies;
    private readonly Compilation _compilation;
    private readonly SourceCode _source;

    public CodeLibrary(Compilation compilation)
    {
        _compilation = compilation;
        _source = new SourceCode(compilation, static _ => { });
        _assemblies = new Lazy<ILookup<string, IAssemblySymbol>>(() => compilation.SourceModule.ReferencedAssemblySymbols.Append(compilation.Assembly).ToLookup(assembly => assembly.Name));
        _written = new Lazy<Dictionary<string, string>[]>(() => [.. ReadersOf(compilation).Select(assembly => Written.GetValue(assembly, Read))]);
    }

    /// <summary>Values of members that are the same wherever they are asked for.</summary>
    public ConcurrentDictionary<string, StaticValue> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>The symbol of an id; null where this compilation cannot see it.</summary>
    public ISymbol? Symbol(string id) => _symbols.GetOrAdd(id, FindSymbol);

    private ISymbol? FindSymbol(string key)
    {
        var (id, name) = SymbolIds.Split(key);
        if (id.Length == 0)
            return null;
        if (name is null)
            return DocumentationCommentId.GetSymbolsForDeclarationId(id, _compilation).FirstOrDefault(symbol => SymbolIds.IsShared(symbol.ContainingAssembly));
        // Of two assemblies of one name nothing is known.
        return _assemblies.Value[name].Take(2).ToArray() is [var assembly] ? SymbolIds.Find(assembly, id) : null;
    }

    public INamedTypeSymbol? Type(string id) => Symbol(id) as INamedTypeSymbol;

    public bool IsSource(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, _compilation.Assembly);

    /// <summary>A method, constructor or accessor; null where its code is not known.</summary>
    public Node? Method(string id) => _code.GetOrAdd(id, key => Symbol(key) is IMethodSymbol method && IsSource(method) ? _source.Method(method) : Find(key));

    /// <summary>What a static field or property always holds; null where that is not known.</summary>
    public Node? Static(string id) => _code.GetOrAdd(id, key => Symbol(key) is not { } member ? Find(key) : IsSource(member) ? _source.Static(member) : _source.IsChanged(member) ? null : Find(key));

    /// <summary>What is known of a type; null where it is nothing.</summary>
    public Node? Describe(INamedTypeSymbol type) => _code.GetOrAdd(type.Id(), key => IsSource(type) ? _source.Type(type) : Find(key));

    /// <summary>Whether reading and writing the property does nothing but that.</summary>
    public bool IsAuto(IPropertySymbol property) =>
        Describe(property.ContainingType)?.Children.Any(child => child.Kind == NodeKind.Auto && child.Text == property.Name) ?? false;

    private Node? Find(string id)
    {
        foreach (var code in _written.Value)
        {
            if (code.TryGetValue(id, out var text))
                return NodeText.Read(text);
        }
        return null;
    }

    /// <summary>The library, and what references it.</summary>
    private static IEnumerable<IAssemblySymbol> ReadersOf(Compilation compilation)
    {
        var library = compilation.GetTypeByMetadataName(KnownNames.ConfigSection)?.ContainingAssembly;
        return library is null ? [] : compilation.SourceModule.ReferencedAssemblySymbols.Where(assembly =>
            SymbolEqualityComparer.Default.Equals(assembly, library) || assembly.Modules.Any(module => module.ReferencedAssemblies.Contains(library.Identity)));
    }

    private static Dictionary<string, string> Read(IAssemblySymbol assembly)
    {
        var code = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in assembly.GetAttributes())
        {
            if (attribute.AttributeClass.IsNamed(KnownNames.KnownCodeAttribute) && attribute.ConstructorArguments is [{ Value: string id }, { Value: string text }])
                code[id] = text;
        }
        return code;
    }
}
