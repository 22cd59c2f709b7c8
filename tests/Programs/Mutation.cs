using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

/// <summary>One to three random changes of a valid program.</summary>
internal sealed class Mutation(int seed)
{
    /// <summary>The errors that are about values.</summary>
    public static readonly string[] OfValues = ["CIMCIL003", "CIMCIL004", "CIMCIL005", "CIMCIL006", "CIMCIL007", "CIMCIL040", "CIMCIL041"];

    /// <summary>Whether the branch that never ran may run now: what stands there is judged then, though no experiment has it.</summary>
    public static bool LeavesOpenWhatRuns(string source) => !source.Contains("readonly bool s_never = false;", StringComparison.Ordinal);

    /// <summary>Whether a setting's value is what a method returns that no compiler can follow: such a value is validated when the program runs.</summary>
    public static bool HoldsValuesOfPrograms(string source) => Regex.IsMatch(source, @"Tricky\.\w+\(\)");

    private const string Valid = """
        namespace User.Own;

        public enum Shape { Round, Square, Long = 5 }

        [SettingFormat("a number of pixels such as 3px")]
        public readonly record struct Pixels(int Number)
        {
            public static bool TryParse(string text, out Pixels value) { value = new Pixels(text.Length); return true; }
            public override string ToString() => new('x', Number);
        }

        public sealed class EvenAttribute(int factor) : ValueRuleAttribute
        {
            public int Factor => factor;
            public override string Words => "even";
            public override bool Allows(double number) => number % (2 * factor) == 0;
        }

        internal static class Tricky
        {
            private static readonly int[] s_row = [500];
            private static readonly double s_part = 0.57;
            private static readonly bool s_never = false;
            private struct Counter { public int Count { get; private set; } public void Add(int n) => Count += n; }
            [System.Runtime.CompilerServices.ModuleInitializer] internal static void Begin() { if (s_row is var row) row[0] = 4; }
            public static int Shared() => s_row[0];
            public static int Counted() { var counter = new Counter(); counter.Add(4); return counter.Count; }
            public static int Renamed() { var n = 500; ref var other = ref n; other = 4; return n; }
            public static int Boxed() { object held = 5L; return held is 5 ? 500 : 4; }
            public static int Cut() => (int)(s_part * 100) == 56 ? 4 : 500;
            public static int Skipped() { var n = 500; _ = Environment.GetEnvironmentVariable("PATH")?.PadLeft(n = 4); return n; }
            public static int Late() { var n = 500; var all = new[] { 0 }.Select(item => item + n); n = 4; return all.First(); }
            public static Steps Dead => s_never ? new Steps { Warmup = 99 } : new Steps { Side = 6 };
        }

        [ConfigSection]
        public abstract partial record Schedule : ConfigSection
        {
            [Between(0, 10)] public int Warmup { get; init; } = 2;
            [Rule("not too warm")] private static ConfigProblem? NotTooWarm(Schedule schedule) => schedule.Warmup < 9 ? null : ConfigProblem.At("warmup", $"{schedule.Warmup}", $"Use less.");
        }

        public abstract record Middle : Schedule
        {
            public double Decay { get; init; } = 0.5;
            public IReadOnlyList<Shape> Shapes { get; init; } = [Shape.Round];
            public IReadOnlyList<Pixels> Borders { get; init; } = [];
            [Own] public int Level { get; init; } = 3;
            internal sealed class OwnAttribute : ValueRuleAttribute { public override string Words => "own"; }
            [Rule("a decay")] protected static ConfigProblem? HasDecay(Middle middle) => middle.Decay > 0 ? null : ConfigProblem.At("decay", $"{middle.Decay}", $"More.");
        }

        [ConfigSection("steps")]
        public sealed partial record Steps : Middle
        {
            [NotEmpty, Positive] public IReadOnlyList<int> At { get; init; } = [3, 5];
            public Shape Shape { get; init; } = Shape.Square;
            [ReadWhen(nameof(Shape), Shape.Square)] public long Side { get; init; } = 4;
            [Even(1)] public int Even { get; init; } = 4;
            public static Steps Usual => new() { Side = 5 };
        }

        [ConfigSection("flat")]
        public partial record Flat : Schedule;

        [ConfigSection("own")]
        public sealed partial record Policy : OwnMask
        {
            public Schedule Schedule { get; init; } = Steps.Usual;
            [NotEmpty] public string Title { get; init; } = "a";
            public Pixels Border { get; init; } = new(3);
            public bool Fast { get; init; }
            [Operational] public IReadOnlyList<string> Notes { get; init; } = [];
            public int Twice => Title.Length * 2;
        }

        public static partial class Holder
        {
            [Experiment("first", Summary = "The first")]
            public sealed partial record First : Base
            {
                public override MaskConfig Mask { get; init; } = new Policy { Title = "b" };
                public override int Seed { get; init; } = 3;
                [Rule("an odd seed")] private static ConfigProblem? OddSeed(First first) => first.Seed % 2 == 1 ? null : ConfigProblem.At("seed", $"{first.Seed}", $"Odd.");
            }
        }

        [Experiment("second")]
        internal sealed partial record Second : Base;

        internal sealed partial record Second
        {
            [Rule("a rule of another part")] private static ConfigProblem? Fine(Second second) => null;
        }

        public static class Program
        {
            public static Base Read(string json) => Holder.First.FromJson(json);
            public static int Count => global::Mutated.ExperimentCatalogue.All.Count;
        }
        """;

    private static readonly string[] Names =
    [
        "@class", "@event", "@default", "@this", "@null", "@params", "@where", "@record", "@file", "@field", "@var", "@dynamic", "@nint", "Tricky", "@value", "section", "hash", "other", "json", "value",
        "Name", "Summary", "FromJson", "GetSchema", "OwnSchema", "OwnParts", "Parts", "Kind", "kind", "KIND", "Schedule", "schedule", "STEPS", "Steps", "steps", "Mask", "Seed",
        "Warmup", "warmup", "Title", "title", "TITLE", "Equals", "GetHashCode", "ToString", "EqualityContract", "PrintMembers", "Clone", "ReadJson", "With", "Validate", "Describe",
        "ExperimentCatalogue", "Registration_Mutated", "CimCil", "System", "Mutated", "Generated", "global", "Experiment", "ConfigSection", "Rule", "Between", "User", "Own", "Base",
        "Ünïcödé", "_", "__", "x", "First", "FIRST", "Second", "SECOND", "second", "Policy", "POLICY", "Flat", "FLAT", "Object", "String", "Type", "Attribute", "Func",
    ];

    private static readonly string[] Types =
    [
        "int", "long", "double", "float", "decimal", "bool", "string", "string?", "int?", "object", "dynamic", "nint", "char", "byte", "uint", "Shape", "Shape?", "Pixels", "DateTime",
        "Schedule", "Steps", "Policy", "Flat", "Middle", "MaskConfig", "ConfigSection", "Experiment", "Base", "Holder.First", "Second", "IReadOnlyList<int>", "IReadOnlyList<string>",
        "IReadOnlyList<Shape>", "IReadOnlyList<Pixels>", "IReadOnlyList<Schedule>", "IReadOnlyList<string?>", "IReadOnlyList<int>?", "List<int>", "int[]", "(int, int)", "Budget", "PixelCodec", "Type", "Unknown",
        "DayOfWeek", "System.IO.FileAccess", "ConfigProblem", "ConfigProblem?", "void",
    ];
    private static readonly string[] Attributes =
    [
        "Experiment(\"mine\")", "Experiment(\"first\")", "Experiment(\"Second\")", "Experiment(null!)", "Experiment(\"\")", "Experiment(\"con\")", "Experiment(\"a/b\")", "Experiment(\"x\", Summary = null!)", "Experiment",
        "ConfigSection", "ConfigSection(\"own\")", "ConfigSection(\"cim\")", "ConfigSection(\"steps\")", "ConfigSection(null!)", "ConfigSection(\"A b\")", "ConfigSection(kind: \"flat\")",
        "Obsolete", "Obsolete(\"x\")", "Obsolete(\"x\", true)", "System.Diagnostics.CodeAnalysis.Experimental(\"ABC\")", "Flags", "CLSCompliant(false)", "Serializable",
        "Between(0, 1)", "Between(5, 1)", "Between(double.NaN, 1)", "Positive", "NotNegative", "NotEmpty", "PowerOfTwo", "Operational", "Unit(\"m\")", "Even(1)", "Even(0)", "Positive(Unit = null!)",
        "Rule(\"x\")", "Rule(\"\")", "Rule(null!)", "ReadWhen(\"Shape\", Shape.Round)", "ReadWhen(\"shape\", 1)", "ReadWhen(\"Fast\", true)", "ReadWhen(\"Title\", \"a\")", "ReadWhen(null!, null!)", "SettingFormat(\"x\")", "SettingFormat(null!)",
    ];
    private static readonly string[] Modifiers = ["public", "internal", "private", "protected", "protected internal", "private protected", "file", "abstract", "sealed", "static", "partial", "readonly", "required", "new", "virtual", "override", "unsafe", "const", "extern", "async"];
    private static readonly string[] Values = ["0", "1", "-1", "7", "8", "9", "1e9", "2.5", "\"\"", "\"x\"", "null!", "true", "default", "new()", "[]", "[0]", "[1, 2]", "Shape.Round", "(Shape)3", "double.NaN", "int.MaxValue", "Tricky.Shared()", "Tricky.Counted()", "Tricky.Renamed()", "Tricky.Boxed()", "Tricky.Cut()", "Tricky.Skipped()", "Tricky.Late()", "Tricky.Dead", "500", "Tricky.Counted() * 100", "new Steps()", "new Flat()", "new Policy()", "Steps.Usual", "CimMask.Paper", "Steps.Usual with { Decay = 0 }", "new(3)"];
    private static readonly string[] Bases = ["Base", "Experiment", "ConfigSection", "Schedule", "Middle", "Steps", "Flat", "OwnMask", "MaskConfig", "Policy", "Unknown", "object", "IDisposable", "Base, IComparable", "First", "ShareRule", "NetworkConfig", "ValueRuleAttribute"];
    private readonly Random _random = new(seed);

    public string Apply()
    {
        var source = Valid;
        for (var change = _random.Next(10) switch { < 6 => 1, < 9 => 2, _ => 3 }; change > 0; change--)
            source = Change(source);
        return source;
    }

    private string Change(string source)
    {
        var root = CSharpSyntaxTree.ParseText(source).GetRoot();
        return _random.Next(14) switch
        {
            0 => RenameEverywhere(root),
            1 or 2 => ChangeModifiers(root),
            3 or 4 => ChangeAttributes(root),
            5 => ChangeType(root),
            6 => ChangeBase(root),
            7 => ChangeKeyword(root),
            8 => ChangeAccessors(root),
            9 => ChangeValue(root),
            10 => RemoveMember(root),
            11 => CopyMember(root),
            12 => ChangeParameters(root),
            _ => RenameOnce(root),
        };
    }

    private T Any<T>(IEnumerable<T> all) => all.ToArray() is { Length: > 0 } items ? items[_random.Next(items.Length)] : throw new InvalidOperationException("Nothing to choose from.");

    private string Replace(SyntaxNode root, Microsoft.CodeAnalysis.Text.TextSpan span, string text)
    {
        var source = root.ToFullString();
        return source[..span.Start] + text + source[span.End..];
    }

    private string RenameEverywhere(SyntaxNode root)
    {
        var old = Any(Declared(root)).ValueText;
        var name = Any(Names);
        var tokens = root.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == old);
        return root.ReplaceTokens(tokens, (token, _) => SyntaxFactory.ParseToken(name).WithTriviaFrom(token)).ToFullString();
    }

    private string RenameOnce(SyntaxNode root) => Replace(root, Any(Declared(root)).Span, Any(Names));

    private static IEnumerable<SyntaxToken> Declared(SyntaxNode root) => root.DescendantNodes().Select(node => node switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier,
        PropertyDeclarationSyntax property => property.Identifier,
        MethodDeclarationSyntax method => method.Identifier,
        EnumMemberDeclarationSyntax member => member.Identifier,
        ParameterSyntax parameter => parameter.Identifier,
        IdentifierNameSyntax { Parent: BaseNamespaceDeclarationSyntax or QualifiedNameSyntax { Parent: BaseNamespaceDeclarationSyntax } } name => name.Identifier,
        _ => default,
    }).Where(token => token.IsKind(SyntaxKind.IdentifierToken));

    private string ChangeModifiers(SyntaxNode root)
    {
        var member = Any(root.DescendantNodes().OfType<MemberDeclarationSyntax>().Where(member => member is not (BaseNamespaceDeclarationSyntax or EnumMemberDeclarationSyntax)));
        if (member.Modifiers.Count > 0 && _random.Next(2) == 0)
        {
            var modifier = Any(member.Modifiers);
            return Replace(root, modifier.Span, _random.Next(2) == 0 ? "" : Any(Modifiers));
        }
        var first = member.Modifiers.Count > 0 ? Any(member.Modifiers).SpanStart : member.AttributeLists.Count > 0 ? member.AttributeLists.Last().Span.End : member.SpanStart;
        return Replace(root, new(first, 0), $" {Any(Modifiers)} ");
    }

    private string ChangeAttributes(SyntaxNode root)
    {
        if (_random.Next(2) == 0)
        {
            var attribute = Any(root.DescendantNodes().OfType<AttributeSyntax>());
            return _random.Next(4) == 0 ? Replace(root, attribute.Parent!.Span, "") : Replace(root, attribute.Span, Any(Attributes));
        }
        var member = Any(root.DescendantNodes().OfType<MemberDeclarationSyntax>().Where(member => member is not BaseNamespaceDeclarationSyntax));
        return Replace(root, new(member.SpanStart, 0), $"[{Any(Attributes)}] ");
    }

    private string ChangeType(SyntaxNode root) => Replace(root, Any(root.DescendantNodes().Select(node => node switch
    {
        PropertyDeclarationSyntax property => property.Type,
        MethodDeclarationSyntax method => method.ReturnType,
        ParameterSyntax { Type: { } type } => type,
        _ => null,
    }).OfType<TypeSyntax>()).Span, Any(Types));

    private string ChangeBase(SyntaxNode root)
    {
        var type = Any(root.DescendantNodes().OfType<TypeDeclarationSyntax>());
        if (type.BaseList is { } bases)
            return Replace(root, bases.Span, _random.Next(3) == 0 ? "" : $": {Any(Bases)}");
        return Replace(root, new(type.Identifier.Span.End, 0), $" : {Any(Bases)}");
    }

    private string ChangeKeyword(SyntaxNode root)
    {
        var type = Any(root.DescendantNodes().OfType<TypeDeclarationSyntax>());
        return Replace(root, type.Keyword.Span, Any(["class", "record", "record class", "record struct", "struct", "interface"]));
    }

    private string ChangeAccessors(SyntaxNode root) => Replace(
        root,
        Any(root.DescendantNodes().OfType<AccessorListSyntax>()).Span,
        Any(["{ get; }", "{ get; set; }", "{ get; private init; }", "{ get; internal init; }", "{ private get; init; }", "{ init { } }", ";", "=> default!;", "{ get => default!; init { } }", "{ get; init => field = value; }", "{ get => field; init; }", "{ get; private set; }", "{ get; protected set; }"]));

    private string ChangeValue(SyntaxNode root)
    {
        var values = root.DescendantNodes().OfType<EqualsValueClauseSyntax>().Select(clause => clause.Value);
        var arguments = root.DescendantNodes().OfType<AttributeArgumentSyntax>().Select(argument => argument.Expression);
        return Replace(root, Any(values.Concat(arguments)).Span, Any(Values));
    }

    private string RemoveMember(SyntaxNode root) => Replace(root, Any(Inner(root)).FullSpan, "\n");

    private string CopyMember(SyntaxNode root)
    {
        var member = Any(Inner(root));
        var type = Any(root.DescendantNodes().OfType<TypeDeclarationSyntax>().Where(type => type.CloseBraceToken.IsKind(SyntaxKind.CloseBraceToken)));
        return Replace(root, new(type.CloseBraceToken.SpanStart, 0), member.ToFullString() + "\n");
    }

    private static IEnumerable<MemberDeclarationSyntax> Inner(SyntaxNode root) => root.DescendantNodes().OfType<MemberDeclarationSyntax>().Where(member => member is not BaseNamespaceDeclarationSyntax);

    private string ChangeParameters(SyntaxNode root)
    {
        if (_random.Next(2) == 0)
        {
            var method = Any(root.DescendantNodes().OfType<MethodDeclarationSyntax>());
            return Replace(root, method.ParameterList.Span, Any(["()", "(First first)", "(ref First first)", "(in Schedule schedule)", "(out Second second)", "(ConfigSection section)", "(object o)", "(params Steps[] steps)", "(Middle middle, int x = 3)", "<T>(T t)"]));
        }
        var type = Any(root.DescendantNodes().OfType<TypeDeclarationSyntax>());
        return Replace(root, new((type.ParameterList?.Span.End ?? type.Identifier.Span.End), 0), Any(["<T>", "()", "(int Number)", "(int number = 3)", "<out T>", "<T>()", "(Shape Shape)"]));
    }
}
