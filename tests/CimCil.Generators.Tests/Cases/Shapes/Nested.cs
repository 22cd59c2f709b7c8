// Nested and internal records are listed.
// lists: in-class, in-interface, in-record, in-struct
namespace User;
internal static partial class Class { [Experiment("in-class")] internal sealed partial record Mine : Base; }
public partial interface IInterface<out T> { }
public partial interface IInterface { [Experiment("in-interface")] public sealed partial record Mine : Base; }
public partial record Record(int Number) { [Experiment("in-record")] public sealed partial record Mine : Base; }
public readonly ref partial struct Struct { [Experiment("in-struct")] public sealed partial record Mine : Base; }
