using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using CimCil.Generators.Models;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Evaluation;

/// <summary>
/// The library's validation on what is known of a section: the rules are those of the section, run by the interpreter.
/// What is not known breaks no rule.
/// </summary>
internal sealed class SectionRules(Interpreter interpreter, CodeLibrary library)
{
    private readonly ConditionalWeakTable<ImmutableDictionary<string, StaticValue>, INamedTypeSymbol> _sound = new();
    private readonly ConcurrentDictionary<INamedTypeSymbol, IReadOnlyList<IPropertySymbol>> _settings = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IPropertySymbol, IReadOnlyList<ObjectValue>> _rules = new(SymbolEqualityComparer.Default);

    /// <summary>The settings of a section in the order of its schema.</summary>
    public IReadOnlyList<IPropertySymbol> Settings(INamedTypeSymbol section) => _settings.GetOrAdd(section, static type =>
    [
        .. Line(type)
            .Where(part => !part.DerivesFrom(KnownNames.Experiment) || part.IsNamed(KnownNames.Experiment))
            .SelectMany(part => part.GetMembers().OfType<IPropertySymbol>())
            .Where(property => SymbolQueries.IsSettable(property) && SettingTypeParser.Parse(property.Type) is not null),
    ]);

    /// <summary>The property whose rules count: the one that others override.</summary>
    public static IPropertySymbol Declaring(IPropertySymbol property)
    {
        while (property.OverriddenProperty is { } overridden)
            property = overridden;
        return property;
    }

    /// <summary>Every rule that the section is known to break, as its <c>Validate</c> would find it.</summary>
    public IReadOnlyList<StaticProblem> Check(ObjectValue section)
    {
        if (_sound.TryGetValue(section.Fields, out var type) && SymbolEqualityComparer.Default.Equals(type, section.Type))
            return [];
        var trace = interpreter.Trace;
        interpreter.Trace = null;
        var problems = Find(section);
        interpreter.Trace = trace;
        if (problems.Count == 0 && !_sound.TryGetValue(section.Fields, out _))
            _sound.GetValue(section.Fields, _ => section.Type);
        return problems;
    }

    private List<StaticProblem> Find(ObjectValue section)
    {
        var problems = new List<StaticProblem>();
        var children = new List<StaticProblem>();
        var complete = true;
        foreach (var setting in Settings(section.Type))
        {
            var value = interpreter.Read(section, setting);
            var name = Casing.Camel(setting.Name);
            if (!setting.Type.DerivesFrom(KnownNames.ConfigSection))
            {
                if (Broken(setting, value) is var (text, rule))
                    problems.Add(new StaticProblem(section, setting, name, text, rule, "", value, null, [section]));
                continue;
            }
            complete &= value is not ConstantValue { Value: null };
            children.AddRange(Children(section, setting, value).Select(problem => problem.Below(name, section)));
            if (value is ConstantValue { Value: null } && section.Knowledge == Knowledge.All)
                children.Add(new StaticProblem(section, setting, name, "null", "it must be given", "Set it in the record.", value, null, [section]));
        }
        var valuesHold = problems.Count == 0;
        problems.AddRange(children);
        if (valuesHold && complete)
            AddCross(section, problems);
        return problems;
    }

    /// <summary>What every section that may stand there breaks.</summary>
    private IReadOnlyList<StaticProblem> Children(ObjectValue section, IPropertySymbol setting, StaticValue value)
    {
        IReadOnlyList<StaticProblem> first = [];
        foreach (var alternative in value.Alternatives)
        {
            if (alternative is not ObjectValue child || Check(child) is not { Count: > 0 } problems)
                return [];
            if (first.Count == 0)
                first = problems;
        }
        return first;
    }

    private static IEnumerable<INamedTypeSymbol> Line(INamedTypeSymbol section)
    {
        var line = new Stack<INamedTypeSymbol>();
        for (var type = section; type is not null && !type.IsNamed(KnownNames.ConfigSection); type = type.BaseType)
            line.Push(type);
        return line;
    }

    private void AddCross(ObjectValue section, List<StaticProblem> problems)
    {
        var reported = new HashSet<string>(problems.Select(problem => problem.Path), StringComparer.Ordinal);
        foreach (var rule in Line(section.Type).SelectMany(type => Rules(type).Where(rule => IsCalled(rule, type, section.Type))))
        {
            if (Cross(section, rule) is { } problem && reported.Add(problem.Path))
                problems.Add(problem);
        }
    }

    /// <summary>The rules of bases that generated code cannot call, because they are internal in another assembly.</summary>
    public IEnumerable<(INamedTypeSymbol Base, string Method)> Uncalled(INamedTypeSymbol section) => Line(section)
        .SelectMany(type => Rules(type).Where(rule => !IsCalled(rule, type, section)).Select(rule => (type, Name((string)rule.Value!))));

    private static string Name(string method) => method.Split('(')[0] is var path ? path.Substring(path.LastIndexOf('.') + 1) : "";

    private IEnumerable<Node> Rules(INamedTypeSymbol type) => library.Describe(type)?.Children.Where(child => child.Kind == NodeKind.Rule) ?? [];

    /// <summary>Whether the rule is one of the nearest marked record at or below its own, whose generated part must reach it.</summary>
    private bool IsCalled(Node rule, INamedTypeSymbol type, INamedTypeSymbol section)
    {
        var owner = section;
        for (var current = section; current.DerivesFrom(type); current = current.BaseType!)
        {
            if (current.Attribute(KnownNames.ConfigSectionAttribute) is not null)
                owner = current;
        }
        return library.Symbol((string)rule.Value!) is IMethodSymbol method ? CrossRuleParser.IsReachable(method, owner) : SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, owner.ContainingAssembly);
    }

    private StaticProblem? Cross(ObjectValue section, Node rule)
    {
        var trace = new RuleTrace();
        interpreter.Trace = trace;
        var found = interpreter.Invoke((string)rule.Value!, null, section);
        interpreter.Trace = null;
        if (!found.Alternatives.All(alternative => alternative is ObjectValue problem && problem.Type.IsNamed(KnownNames.ConfigProblem)))
            return null;
        var problem = (ObjectValue)found.Alternatives[0];
        if (Text(problem, "Path") is not { } path)
            return null;
        var words = Text(problem, "Rule") is { Length: > 0 } own ? own : rule.Text;
        var (value, parents) = Follow(section, path);
        return new StaticProblem(section, null, path, Text(problem, "Value"), words, Text(problem, "Fix") ?? "", value, trace, parents);
    }

    private static string? Text(ObjectValue problem, string name) => (problem.Fields[name] as ConstantValue)?.Value as string;

    /// <summary>The value at a path, and the sections that it is in.</summary>
    private (StaticValue? Value, IReadOnlyList<ObjectValue> Parents) Follow(ObjectValue section, string path)
    {
        var parents = new List<ObjectValue>();
        StaticValue? value = section;
        foreach (var name in path.Split('.'))
        {
            if (value is not ObjectValue parent)
                return (null, parents);
            parents.Insert(0, parent);
            var setting = Settings(parent.Type).FirstOrDefault(candidate => Casing.Camel(candidate.Name) == name);
            value = setting is null ? null : interpreter.Read(parent, setting);
        }
        return (value, parents);
    }

    /// <summary>The value as text and the rule that it breaks whatever it may be; null where none is known to be broken.</summary>
    public (string Text, string Rule)? Broken(IPropertySymbol setting, StaticValue value)
    {
        (string, string)? first = null;
        foreach (var alternative in value.Alternatives)
        {
            if (BrokenBy(setting, alternative) is not { } broken)
                return null;
            first ??= broken;
        }
        return first;
    }

    private (string Text, string Rule)? BrokenBy(IPropertySymbol setting, StaticValue value)
    {
        if (Defect(setting.Type, value) is { } defect)
            return (Show(value), defect);
        foreach (var rule in _rules.GetOrAdd(setting, Rules))
        {
            foreach (var number in Numbers(value))
            {
                if (Refuses(rule, "Allows", new ConstantValue(number)))
                    return (Show(value), Must(Words(rule)));
            }
            if (Length(value) is { } length && Refuses(rule, "AllowsLength", new ConstantValue(length)))
                return (length == 0 ? "empty" : Show(value), Must(Words(rule)));
        }
        return null;
    }

    /// <summary>A rule's words as the library's sentence.</summary>
    private static string Must(string words) => words.StartsWith("not ", StringComparison.Ordinal) ? $"it must not be {words.Substring(4)}" : $"it must be {words}";

    private bool Refuses(ObjectValue rule, string method, ConstantValue value)
    {
        for (var type = rule.Type; type is not null; type = type.BaseType)
        {
            if (type.GetMembers(method).OfType<IMethodSymbol>().FirstOrDefault(candidate => candidate.Parameters.Length == 1) is { } found)
                return Interpreter.Truth(interpreter.Invoke(found.Id(), rule, value)) == false;
        }
        return false;
    }

    private string Words(ObjectValue rule)
    {
        for (var type = rule.Type; type is not null; type = type.BaseType)
        {
            if (type.GetMembers("Words").OfType<IPropertySymbol>().FirstOrDefault() is { } words)
                return (interpreter.Read(rule, words) as ConstantValue)?.Value as string ?? "what its rule allows";
        }
        return "";
    }

    private IReadOnlyList<ObjectValue> Rules(IPropertySymbol setting) =>
    [
        .. setting.GetAttributes()
            .Where(attribute => attribute.AttributeClass.DerivesFrom(KnownNames.ValueRuleAttribute) && attribute.AttributeConstructor is not null && !IsNeverKept(attribute))
            .Select(attribute => interpreter.Run(Construct(attribute)))
            .OfType<ObjectValue>(),
    ];

    /// <summary>Bounds that no value meets are an error at the attribute, not at each value.</summary>
    private static bool IsNeverKept(AttributeData attribute) =>
        attribute.AttributeClass.IsNamed($"{KnownNames.Namespace}.BetweenAttribute") && attribute.ConstructorArguments is [{ Value: double low }, { Value: double high }] && !(low <= high);

    private static Node Construct(AttributeData attribute) => new(
        NodeKind.New,
        attribute.AttributeConstructor!.Id(),
        attribute.AttributeClass!.Id(),
        new Node(NodeKind.Arguments, [.. attribute.ConstructorArguments.Select(Constant)]),
        new Node(NodeKind.Initializer, [.. attribute.NamedArguments.Select(named => Named(attribute.AttributeClass, named.Key) is { } member ? new Node(NodeKind.Init, member.Id(), Constant(named.Value)) : Node.Unknown)]));

    private static ISymbol? Named(INamedTypeSymbol? attribute, string name)
    {
        for (var type = attribute; type is not null; type = type.BaseType)
        {
            if (type.GetMembers(name).FirstOrDefault(member => member is IPropertySymbol or IFieldSymbol) is { } member)
                return member;
        }
        return null;
    }

    private static Node Constant(TypedConstant constant) => constant.Kind switch
    {
        TypedConstantKind.Primitive or TypedConstantKind.Enum => new Node(NodeKind.Constant, "", constant.Value),
        TypedConstantKind.Array when !constant.IsNull => new Node(NodeKind.List, [.. constant.Values.Select(Constant)]),
        _ => Node.Unknown,
    };

    /// <summary>Why no setting of that type may hold the value.</summary>
    private string? Defect(ITypeSymbol type, StaticValue value) => value switch
    {
        ConstantValue { Value: double number } when double.IsNaN(number) || double.IsInfinity(number) => "it must be a finite number",
        ConstantValue { Value: null } when type.IsReferenceType => "it must be given",
        ConstantValue { Value: { } choice } when type.TypeKind == TypeKind.Enum => Members(type).Any(member => Equals(member.ConstantValue, choice)) ? null : $"it must be one of {string.Join(", ", Members(type).Select(member => Casing.Camel(member.Name)))}",
        ListValue list when type is INamedTypeSymbol { TypeArguments: [var item] } => list.Items.Select(one => Defect(item, one)).FirstOrDefault(defect => defect is not null),
        ObjectValue format when type.Attribute(KnownNames.SettingFormatAttribute).Text() is { } expected => CanBeTyped(format) == false ? $"it must be {expected}" : null,
        _ => null,
    };

    private static IEnumerable<IFieldSymbol> Members(ITypeSymbol type) => type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue);

    private bool? CanBeTyped(ObjectValue format)
    {
        var parse = format.Type.GetMembers("TryParse").OfType<IMethodSymbol>().FirstOrDefault(method => method is { IsStatic: true, IsGenericMethod: false, Parameters: [{ Type.SpecialType: SpecialType.System_String }, { RefKind: RefKind.Out }] });
        return parse is null || interpreter.ToText(format) is not { } text ? null : Interpreter.Truth(interpreter.Invoke(parse.Id(), null, new ConstantValue(text), UnknownValue.Instance));
    }

    private static IEnumerable<double> Numbers(StaticValue value) => value switch
    {
        ListValue list => list.Items.SelectMany(item => item is ChoiceValue ? [] : Numbers(item)),
        ConstantValue { Value: int or long or double } => [value.Number!.Value],
        _ => [],
    };

    private static int? Length(StaticValue value) => value switch
    {
        ListValue list => list.Items.Length,
        ConstantValue { Value: string text } => text.Length,
        _ => null,
    };

    /// <summary>A value as a problem shows it.</summary>
    private string Show(StaticValue value) => value switch
    {
        ConstantValue { Value: null } => "null",
        ConstantValue { Value: "" } => "empty",
        ConstantValue { Value: double number } => number.ToString("R", CultureInfo.InvariantCulture),
        ConstantValue { Value: var constant } => Convert.ToString(constant, CultureInfo.InvariantCulture),
        ListValue list => string.Join(",", list.Items.Select(Show)),
        ObjectValue format => interpreter.ToText(format) ?? "",
        _ => "",
    };
}
