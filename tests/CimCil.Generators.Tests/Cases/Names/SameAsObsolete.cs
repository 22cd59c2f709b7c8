// A kind that nobody may use any more is taken all the same.
// says: The kind 'old' is already that of Old of Second
namespace Lib;
public abstract record Root : User.Base;
//// project Second
[Obsolete("gone", true)] [ConfigSection("old")] public sealed partial record Old : User.OwnMask;
//// project Program
[ConfigSection({|CIMCIL021:"old"|})] public sealed partial record Mine : User.OwnMask;
