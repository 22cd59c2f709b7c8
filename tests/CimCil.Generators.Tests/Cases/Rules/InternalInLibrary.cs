// An internal rule of a base in another project cannot be called from here, which is said and not passed over.
// says: 'Odd' cannot be a rule of 'Mine': it is internal in 'Middle' of Consumer, where what is generated here cannot call it; make it protected
namespace Lib;
public abstract record Middle : User.Base
{
    [Rule("seed must be odd")] internal static ConfigProblem? Odd(Middle m) => m.Seed % 2 == 0 ? ConfigProblem.At("seed", $"{m.Seed}", $"Use an odd one.") : null;
}
[Experiment("near")] public sealed partial record Near : Middle { public override int Seed { get; init; } = 3; }
[ConfigSection] public abstract partial record Marked : User.OwnMask
{
    public int Low { get; init; } = 1;
    [Rule("low is odd")] internal static ConfigProblem? Low1(Marked m) => m.Low % 2 == 0 ? ConfigProblem.At("low", $"{m.Low}", $"Use an odd one.") : null;
}
//// project App
namespace App;
[Experiment("mine")] public sealed partial record {|CIMCIL011:Mine|} : Lib.Middle { public override int Seed { get; init; } = 2; }
[ConfigSection("far")] public sealed partial record Far : Lib.Marked;
[Experiment("other")] public sealed partial record Other : User.Base { public override MaskConfig Mask { get; init; } = new Far { Low = {|CIMCIL003:2|} }; }
