using System.Text.Json;

namespace CimCil.DirectMlCheck;

/// <summary>Compares two files of boxes: nearly all are to be equal, and none further apart than a pixel.</summary>
internal static class BoxCheck
{
    private const double EqualShare = 0.995;

    public static int Run(string first, string second)
    {
        var (a, b) = (Read(first), Read(second));
        var (equal, furthest) = (0, 0);
        foreach (var (image, box) in a)
        {
            if (!b.TryGetValue(image, out var other))
                throw new InvalidDataException($"{second} lacks {image}.");
            var distance = box.Zip(other, (one, two) => Math.Abs(one - two)).Max();
            equal += distance == 0 ? 1 : 0;
            furthest = Math.Max(furthest, distance);
        }
        Console.WriteLine($"{equal} of {a.Count} boxes are equal; the others are up to {furthest} pixels apart");
        return a.Count > 0 && a.Count == b.Count && equal >= EqualShare * a.Count && furthest <= 1 ? 0 : 1;
    }

    private static Dictionary<string, int[]> Read(string path) => File.ReadLines(path).Skip(1).Select(line => JsonDocument.Parse(line).RootElement).ToDictionary(
        line => line.GetProperty("image").GetString()!,
        line => line.GetProperty("box").EnumerateArray().Select(side => side.GetInt32()).ToArray());
}
