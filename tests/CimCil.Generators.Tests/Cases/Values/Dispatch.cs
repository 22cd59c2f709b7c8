// Which method runs is told by the object.
namespace User;
[ConfigSection("probe")] public sealed partial record Probe : OwnMask { [Between(1, 100)] public int N { get; init; } = 5; }
internal static class Group { private class Root { public virtual int Value() => 500; public int Read() { Func<int> f = Value; return f(); } } private sealed class Derived : Root { public override int Value() => 5; } public static int Get() => new Derived().Read(); }
[Experiment("group")] public sealed partial record GroupMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Group.Get() }; }
internal static class InterfaceGroup { private interface I { int Value() => 500; } private sealed class S : I { public int Value() => 5; } private static int Read(I i) { Func<int> f = i.Value; return f(); } public static int Get() => Read(new S()); }
[Experiment("interface-group")] public sealed partial record InterfaceGroupMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = InterfaceGroup.Get() }; }
internal static class OfBase { private class Root { public virtual int Value() => 5; } private sealed class Derived : Root { public override int Value() => 500; public int Read() { Func<int> f = base.Value; return f(); } } public static int Get() => new Derived().Read(); }
[Experiment("of-base")] public sealed partial record OfBaseMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = OfBase.Get() }; }
internal static class Hidden { private class Root { public int Value() => 5; } private sealed class Derived : Root { public new int Value() => 500; } public static int Get() => ((Root)new Derived()).Value(); }
[Experiment("hidden")] public sealed partial record HiddenMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Hidden.Get() }; }
