namespace Flags;

/// <summary>What tells one flag from another.</summary>
/// <param name="Name">The name of the class.</param>
/// <param name="IsBright">Whether a point is of the brighter colour; x runs from 0 to 1 along the flag, y from 0 to 1 down it.</param>
internal sealed record FlagPattern(string Name, Func<double, double, bool> IsBright)
{
    public static IReadOnlyList<FlagPattern> All { get; } =
    [
        new("bars", (x, _) => x is > 1.0 / 3 and < 2.0 / 3),
        new("cross", (x, y) => Math.Abs(x - 0.4) < 0.1 || Math.Abs(y - 0.5) < 0.15),
        new("disk", (x, y) => Math.Pow(1.5 * (x - 0.5), 2) + Math.Pow(y - 0.5, 2) < 0.1),
        new("quarters", (x, y) => (x < 0.5) == (y < 0.5)),
        new("saltire", (x, y) => Math.Min(Math.Abs(x - y), Math.Abs(x + y - 1)) < 0.15),
        new("stripes", (_, y) => (int)(5 * y) % 2 == 0),
    ];
}
