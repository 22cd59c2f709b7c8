// A kind is one of its family.
// says: The kind 'cim' is already that of CimMask of CimCil.Library
namespace User;
[ConfigSection({|CIMCIL021:"cim"|})] public sealed partial record Policy : OwnMask;
[ConfigSection("a")] public sealed partial record A : OwnMask;
[ConfigSection({|CIMCIL021:"a"|})] public sealed partial record B : OwnMask;
[ConfigSection] public abstract partial record Family : ConfigSection;
[ConfigSection("cim")] public sealed partial record Apart : Family;
