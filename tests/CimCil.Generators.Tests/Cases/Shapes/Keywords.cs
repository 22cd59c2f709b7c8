// So may everything around it and in it.
// rootns: my.class.app
// lists: mine
namespace @event.@namespace;
public static partial class @static
{
    [Experiment("mine")]
    public sealed partial record @where : User.Base
    {
        public override MaskConfig Mask { get; init; } = new @record();
        [Rule("x")] private static ConfigProblem? @params(@where @this) => null;
    }
}
public enum @enum { @default, @null, field }
[ConfigSection("own")]
public sealed partial record @record : User.OwnMask
{
    public int @default { get; init; } = 3;
    public int @class { get; init; } = 4;
    public int hash { get; init; } = 4;
    public int value { get; init; } = 4;
    public int section { get; init; } = 4;
    public int other { get; init; } = 4;
    public IReadOnlyList<int> field { get; init; } = [];
    public @enum @this { get; init; }
}
