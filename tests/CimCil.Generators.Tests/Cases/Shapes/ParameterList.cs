// A parameter list is one, unless the record can be made without arguments too.
// says: give it a public constructor without parameters
namespace User;
[Experiment("mine")]
public sealed partial record {|CIMCIL001:Mine|}(int Number) : Base;
[ConfigSection("first")]
public sealed partial record {|CIMCIL009:First|}(int Number) : OwnMask;
[ConfigSection("second")]
public sealed partial record Second(int Number) : OwnMask { public Second() : this(3) { } }
