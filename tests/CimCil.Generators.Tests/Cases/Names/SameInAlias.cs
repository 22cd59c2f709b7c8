// Also where the other project is referenced by an alias alone.
// says: The name 'far' is already that of 'an experiment of Second'
// says: The kind 'kept' is already that of Kept of Second
namespace Lib;
public abstract record Root : User.Base;
//// project Second as lib1
[Experiment("far")] public sealed partial record Far : User.Base;
[ConfigSection("kept")] public sealed partial record Kept : User.OwnMask;
//// project Program
[Experiment({|CIMCIL002:"far"|})] public sealed partial record Mine : User.Base;
[ConfigSection({|CIMCIL021:"kept"|})] public sealed partial record Kept : User.OwnMask;
