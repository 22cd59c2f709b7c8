// What a type parameter stands for is not guessed.
namespace User;
[ConfigSection("probe")] public sealed partial record Probe : OwnMask { [Between(1, 100)] public int N { get; init; } = 5; }
internal static class Null { private static int Read<T>() => default(T) == null ? 500 : 5; public static int Get() => Read<int>(); }
[Experiment("null")] public sealed partial record NullMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Null.Get() }; }
internal static class IsNull { private static int Read<T>() => default(T) is null ? 500 : 5; public static int Get() => Read<int>(); }
[Experiment("is-null")] public sealed partial record IsNullMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = IsNull.Get() }; }
internal static class Item { private static int Read<T>() { var a = new T[1]; return a[0] is null ? 500 : 5; } public static int Get() => Read<int>(); }
[Experiment("item")] public sealed partial record ItemMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Item.Get() }; }
internal static class OfClass { private sealed class G<T> { public int Read() => default(T) is null ? 500 : 5; } public static int Get() => new G<int>().Read(); }
[Experiment("of-class")] public sealed partial record OfClassMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = OfClass.Get() }; }
internal static class Boxed { private static int Read<T>() { object? o = default(T); return o is null ? 500 : 5; } public static int Get() => Read<int>(); }
[Experiment("boxed")] public sealed partial record BoxedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Boxed.Get() }; }
internal static class Field { private sealed class G<T> { public T? Held { get; } } private static int Read<T>(G<T> g) => g.Held is null ? 500 : 5; public static int Get() => Read(new G<int>()); }
[Experiment("field")] public sealed partial record FieldMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Field.Get() }; }
internal static class Property { private interface I { static virtual int Value => 500; } private readonly struct S : I { public static int Value => 5; } private static int Read<T>() where T : I => T.Value; public static int Get() => Read<S>(); }
[Experiment("property")] public sealed partial record PropertyMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Property.Get() }; }
internal static class Method { private interface I { static virtual int Value() => 500; } private readonly struct S : I { public static int Value() => 5; } private static int Read<T>() where T : I => T.Value(); public static int Get() => Read<S>(); }
[Experiment("method")] public sealed partial record MethodMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Method.Get() }; }
internal static class Operator { private interface I<T> where T : I<T> { static virtual int operator +(T a, int b) => 500; } private readonly struct S : I<S> { public static int operator +(S a, int b) => b; } private static int Read<T>(T t) where T : I<T> => t + 5; public static int Get() => Read(new S()); }
[Experiment("operator")] public sealed partial record OperatorMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Operator.Get() }; }
