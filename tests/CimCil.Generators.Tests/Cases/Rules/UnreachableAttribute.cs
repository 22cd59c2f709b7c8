// A rule that what is generated cannot make is said and not passed over.
// says: [Odd] does not fit 'Count': 'OddAttribute' of Consumer, in 'OddBase', is internal, and what is generated for records that derive from 'OddBase' cannot use it; make it public
// says: [Typed] does not fit 'Count': 'SecretType' of Consumer, in 'TypedBase', is internal
// says: [Half] does not fit 'Count': its constructor
// says: [Own] does not fit 'Count': 'OwnAttribute' is private, and what is generated for records that derive from 'PrivateBase' cannot use it; make it public
namespace Lib;
internal sealed class OddAttribute : ValueRuleAttribute { public override string Words => "odd"; public override bool Allows(double number) => number % 2 == 1; }
public abstract record OddBase : User.OwnMask { [Odd] public int Count { get; init; } = 3; }
public sealed class TypedAttribute(Type type) : ValueRuleAttribute { public Type Type => type; public override string Words => "typed"; }
internal sealed class SecretType;
public abstract record TypedBase : User.OwnMask { [Typed(typeof(SecretType))] public int Count { get; init; } = 3; }
public sealed class HalfAttribute : ValueRuleAttribute { internal HalfAttribute() { } public override string Words => "half"; }
public abstract record HalfBase : User.OwnMask { [Half] public int Count { get; init; } = 3; }
[ConfigSection("near")] public sealed partial record Near : OddBase;
[ConfigSection] public abstract partial record Marked : User.OwnMask { private sealed class InnerAttribute : ValueRuleAttribute { public override string Words => "inner"; } [Inner] public int Count { get; init; } = 3; }
//// project App
namespace App;
[ConfigSection("odd")] public sealed partial record {|CIMCIL025:Odd|} : Lib.OddBase;
[ConfigSection("typed")] public sealed partial record {|CIMCIL025:Typed|} : Lib.TypedBase;
[ConfigSection("half")] public sealed partial record {|CIMCIL025:Half|} : Lib.HalfBase;
[ConfigSection("far")] public sealed partial record Far : Lib.Marked;
public abstract record PrivateBase : User.OwnMask { private sealed class OwnAttribute : ValueRuleAttribute { public override string Words => "own"; } [{|CIMCIL025:Own|}] public int Count { get; init; } = 3; }
[ConfigSection("own")] public sealed partial record Own : PrivateBase;
[ConfigSection("other")] public sealed partial record Other : PrivateBase;
