// An argument that the compiler refuses is the compiler's business, and the record is generated without it.
namespace User;
public sealed class EvenAttribute(int factor) : ValueRuleAttribute { public int Factor => factor; public override string Words => "even"; public override bool Allows(double number) => number % factor == 0; }
[ConfigSection("policy")]
public sealed partial record Policy : OwnMask
{
    [Even({|CS1503:"x"|})] public int X { get; init; }
    [{|CS0246,CS0246:Unknown|}] public int Y { get; init; }
    [Positive({|CS0246:Missing|} = 3)] public int Z { get; init; } = 3;
    [ReadWhen({|CS1503:3|}, 3)] public int V { get; init; } = 3;
    [Rule({|CS1503:3.5|})] private static ConfigProblem? R(Policy policy) => null;
}
[Experiment({|CS1503:3|})]
public sealed partial record Mine : Base;
