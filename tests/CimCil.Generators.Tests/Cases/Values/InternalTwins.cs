// Two projects may have internal types of one name; each means its own.
// lists: made, mine, seed
internal static class Defaults { public static readonly int Seed = -1; public static int Make() => -2; }
[ConfigSection("first")] public sealed partial record First : User.OwnMask { public string Text { get; init; } = $"{Defaults.Seed}{Defaults.Make()}"; }
//// project Second
internal static class Defaults { public static readonly int Seed = 5; public static int Make() => 6; }
public abstract record SeedBase : User.Base { public override int Seed { get; init; } = Defaults.Seed; }
public abstract record MadeBase : User.Base { public override int Seed { get; init; } = Defaults.Make(); }
//// project Program
internal static class Defaults { public static readonly int Seed = -3; public static int Make() => 7; }
[Experiment("seed")] public sealed partial record SeedMine : SeedBase;
[Experiment("made")] public sealed partial record MadeMine : MadeBase;
[Experiment("mine")] public sealed partial record Mine : User.Base { public override int Seed { get; init; } = Defaults.Make(); }
