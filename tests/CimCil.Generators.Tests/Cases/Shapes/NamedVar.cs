// A record may have the name of what the compiler takes for a keyword in some places.
// lists: mine
[Experiment("mine")] public sealed partial record @var : User.Base;
[ConfigSection("listed")] public sealed partial record Listed : User.OwnMask { public IReadOnlyList<int> L { get; init; } = [1]; }
[ConfigSection("dynamic")] public sealed partial record @dynamic : User.OwnMask { public IReadOnlyList<int> L { get; init; } = [1]; }
