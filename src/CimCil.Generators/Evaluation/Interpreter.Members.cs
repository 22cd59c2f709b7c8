using System.Collections.Immutable;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Evaluation;

internal sealed partial class Interpreter
{
    private StaticValue Member(Node node, Frame frame)
    {
        if (node[0].Kind == NodeKind.Nothing)
            return Static(node.Text).At(node.Syntax);
        return ChoiceValue.Each(Receiver(node[0], frame)!, receiver => Get(receiver, node.Text, node.Value is true));
    }

    private StaticValue Get(StaticValue receiver, string id, bool isBase)
    {
        if (receiver is not ObjectValue section)
            return PureMethods.Get(receiver, id);
        if (SymbolIds.OfField(id) is { } owner)
            return section.Fields.TryGetValue(id, out var held) ? held : section.Knowledge == Knowledge.All && _library.Symbol(owner) is IPropertySymbol property ? Default(property.Type) : UnknownValue.Instance;
        var value = Get(section, id, isBase);
        Trace?.Read(section, id, value);
        return value;
    }

    private StaticValue Get(ObjectValue section, string id, bool isBase)
    {
        if (section.Type.IsNamed(KnownNames.ConfigProblem))
            return section.Fields.TryGetValue(id.Substring(id.LastIndexOf('.') + 1), out var part) ? part : UnknownValue.Instance;
        var symbol = _library.Symbol(id);
        var property = symbol as IPropertySymbol;
        if (property is not null && !isBase)
            property = Override(section.Type, property);
        if (property?.ContainingType.TypeKind == TypeKind.Interface)
            return UnknownValue.Instance;
        var key = property?.Id() ?? id;
        if (section.Fields.TryGetValue(key, out var value))
            return value;
        if (symbol is IFieldSymbol field)
            return section.Knowledge == Knowledge.All ? Default(field.Type) : UnknownValue.Instance;
        if (property is not null && _library.IsAuto(property))
            return section.Knowledge == Knowledge.All ? Default(property.Type) : UnknownValue.Instance;
        return section.Knowledge == Knowledge.Base && property is { IsVirtual: true } or { IsOverride: true, IsSealed: false, ContainingType.IsSealed: false }
            ? UnknownValue.Instance
            : Execute(SymbolIds.Accessor(key, "get_"), section, [], null);
    }

    private StaticValue Set(ObjectValue section, string id, StaticValue value)
    {
        if (SymbolIds.OfField(id) is not null || _library.Symbol(id) is not IPropertySymbol declared)
            return section.Set(id, value);
        var property = Override(section.Type, declared);
        // A type that derives from what is known may have a setter of its own.
        if (section is { Knowledge: Knowledge.Base, Type.IsSealed: false } && (property.IsVirtual || property.IsAbstract || property is { IsOverride: true, IsSealed: false }))
            return section.Set(property.Id(), UnknownValue.Instance);
        if (_library.IsAuto(property))
            return section.Set(property.Id(), value);
        if (property.SetMethod is not { } setter || _library.Method(setter.Id()) is not { } code)
            return section.Copy(ImmutableDictionary<string, StaticValue>.Empty, Knowledge.Type);
        var frame = new Frame(section) { IsMaking = true };
        Execute(code, [value], frame);
        return frame.This!;
    }

    /// <summary>The property that an object of that type has in the place of one of its bases.</summary>
    private static IPropertySymbol Override(INamedTypeSymbol type, IPropertySymbol property)
    {
        if (!property.IsVirtual && !property.IsAbstract && !property.IsOverride)
            return property;
        var root = Root(property);
        for (var current = type; current is not null; current = current.BaseType)
        {
            foreach (var member in current.GetMembers(property.Name))
            {
                if (member is IPropertySymbol candidate && SymbolEqualityComparer.Default.Equals(Root(candidate), root))
                    return candidate;
            }
        }
        return property;
    }

    private static IPropertySymbol Root(IPropertySymbol property)
    {
        while (property.OverriddenProperty is { } overridden)
            property = overridden;
        return property.OriginalDefinition;
    }

    private IMethodSymbol Override(INamedTypeSymbol type, IMethodSymbol method)
    {
        if (!method.IsVirtual && !method.IsAbstract && !method.IsOverride)
            return method;
        for (var current = type; current is not null; current = current.BaseType)
        {
            foreach (var candidate in current.GetMembers(method.Name).OfType<IMethodSymbol>())
            {
                for (var overridden = candidate; overridden is not null; overridden = overridden.OverriddenMethod)
                {
                    if (SymbolEqualityComparer.Default.Equals(overridden.OriginalDefinition, method.OriginalDefinition))
                        return candidate;
                }
            }
        }
        return method;
    }

    /// <summary>A static property or field.</summary>
    private StaticValue Static(string id)
    {
        if (PureMethods.Static(id) is { } known)
            return known;
        var symbol = _library.Symbol(id);
        if (symbol is not null && _library.IsSource(symbol) && _starting.Any(other => IsTooEarly(symbol, other)))
            return UnknownValue.Instance;
        if (_library.Values.TryGetValue(id, out var value))
            return value;
        // A value that needs itself is not known, and neither is what was asked meanwhile.
        if (_depth > MostDepth)
            throw new LostException();
        value = WithoutLists(Guarded(() => Start(id, symbol)));
        return _starting.Count == 0 ? _library.Values.GetOrAdd(id, value) : value;
    }

    /// <summary>What an object holds that everybody sees, without the lists in it that anybody may change.</summary>
    private StaticValue WithoutLists(StaticValue value) => ChoiceValue.Each(value, one =>
    {
        if (one is not ObjectValue made)
            return one;
        foreach (var field in made.Fields)
        {
            var type = _library.Symbol(field.Key) switch { IFieldSymbol known => known.Type, IPropertySymbol known => known.Type, _ => null };
            var kept = field.Value is ListValue && (type is null || ChangedLists.MayChange(type) || ChangedLists.HoldsWhatMayChange(type)) ? UnknownValue.Instance : WithoutLists(field.Value);
            if (!ReferenceEquals(kept, field.Value))
                made = made.Set(field.Key, kept);
        }
        return made;
    });

    private StaticValue Start(string id, ISymbol? symbol)
    {
        if (symbol is not null)
            _starting.Add(symbol);
        var making = _making;
        try
        {
            // It starts once, whoever asks first, so that what it makes is not made again and again.
            _making = [];
            if (_library.Static(id) is { } initializer)
                return Evaluate(initializer, new Frame());
        }
        finally
        {
            _making = making;
            if (symbol is not null)
                _starting.RemoveAt(_starting.Count - 1);
        }
        return id.StartsWith("P:", StringComparison.Ordinal) ? Execute(SymbolIds.Accessor(id, "get_"), null, [], null) : UnknownValue.Instance;
    }

    /// <summary>Whether a member is asked for while one of its type that stands before it, or it itself, gets its first value: it has none yet.</summary>
    private static bool IsTooEarly(ISymbol member, ISymbol starting)
    {
        if (!SymbolEqualityComparer.Default.Equals(member.ContainingType, starting.ContainingType))
            return false;
        var (asked, running) = (member.Locations[0], starting.Locations[0]);
        return asked.SourceTree != running.SourceTree || asked.SourceSpan.Start >= running.SourceSpan.Start;
    }

    private StaticValue Construct(INamedTypeSymbol type, string constructor, IReadOnlyList<StaticValue> arguments, SyntaxNode? syntax)
    {
        // A rule is made from its attribute and never set again.
        if (!type.DerivesFrom(KnownNames.ConfigSection) && !type.DerivesFrom(KnownNames.ValueRuleAttribute) && IsMutable(type))
            return UnknownValue.Instance;
        StaticValue made = new ObjectValue(type, ImmutableDictionary<string, StaticValue>.Empty, Knowledge.All);
        if (type.IsValueType && arguments.Count == 0 && _library.Method(constructor) is null)
            return made;
        var frame = new Frame(made);
        if (arguments.Count > 0)
        {
            Chain(constructor, type, arguments, frame, null);
            return frame.This!.MadeBy(syntax);
        }
        // Without arguments it does the same each time.
        if (_making.Contains(type, SymbolEqualityComparer.Default))
            throw new ThrownException($"a new '{type.Name}' makes another one, without an end");
        _making.Add(type);
        try
        {
            Chain(constructor, type, arguments, frame, null);
            return frame.This!;
        }
        finally
        {
            _making.RemoveAt(_making.Count - 1);
        }
    }

    /// <summary>Whether the object may change after it is made, by a setter or a field.</summary>
    private static bool IsMutable(INamedTypeSymbol type)
    {
        for (var current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            if (current.GetMembers().Any(member => member is IPropertySymbol { IsStatic: false, SetMethod: { IsInitOnly: false } } or IFieldSymbol { IsStatic: false, IsReadOnly: false, IsImplicitlyDeclared: false, IsConst: false }))
                return true;
        }
        return false;
    }

    /// <summary>Runs a constructor on the object of the frame.</summary>
    private void Chain(string constructor, INamedTypeSymbol? type, IReadOnlyList<StaticValue> arguments, Frame frame, SyntaxNode? syntax)
    {
        if (type is null || type.SpecialType is SpecialType.System_Object or SpecialType.System_ValueType || type.IsNamed("System.Attribute"))
            return;
        var before = frame.This as ObjectValue;
        if (_library.Method(constructor) is not { } code || before is null)
        {
            frame.This = before is null ? UnknownValue.Instance : before.Copy(ImmutableDictionary<string, StaticValue>.Empty, Knowledge.Type);
            return;
        }
        var inner = new Frame(before) { IsMaking = true };
        Execute(code, arguments, inner);
        frame.This = syntax is null || arguments.Count == 0 ? inner.This : ChoiceValue.Each(inner.This!, after => Blame(before, after, syntax));
    }

    /// <summary>What a constructor makes of its arguments is written where they are given.</summary>
    private static StaticValue Blame(ObjectValue before, StaticValue after, SyntaxNode call) => after is not ObjectValue made ? after : made.Copy(
        made.Fields.ToImmutableDictionary(field => field.Key, field => before.Fields.TryGetValue(field.Key, out var old) && ReferenceEquals(old, field.Value) ? old : field.Value.MadeBy(call)),
        made.Knowledge);
}
