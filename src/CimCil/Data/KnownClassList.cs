using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CimCil.Data;

/// <summary>A published choice of ImageNet's classes, known by a hash of its folder names.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="ClassCount">Classes.</param>
/// <param name="Hash">Of its names, see <see cref="HashOf"/>.</param>
/// <param name="NumberSum">The sum of its WordNet numbers: what a list that differs by one folder lacks can be computed from it.</param>
internal sealed record KnownClassList(string Name, int ClassCount, string Hash, long NumberSum)
{
    /// <summary>The classes of ILSVRC2012.</summary>
    public static KnownClassList ImageNet1000 { get; } = new("ImageNet-1000", 1000, "385e0240499426c022b773be1ae4da780f057b89c9694c7f47199f62746b6edd", 3481996750);

    /// <summary>NumPy's <c>seed(1993)</c> and <c>choice(1000, 100, replace=False)</c> over the sorted folders (Hou et al., LUCIR, CVPR 2019).</summary>
    public static KnownClassList Lucir100 { get; } = new("LUCIR's ImageNet-100 (seed 1993)", 100, "fce943fa2f5b5888cc86d3850a8466c0de2d45e7593b3637534ff1e6b73db6f9", 354497160);

    /// <summary>The first hundred of the sorted folders (Douillard et al., PODNet, ECCV 2020; Yan et al., DER, CVPR 2021).</summary>
    public static KnownClassList FirstHundred { get; } = new("the first hundred classes of ImageNet-1000 (ImageNet-100 of PODNet and DER)", 100, "e685f52fed1378fd4f7c3edbc80cf62403ad8fef69c03faef471d8a42c5289df", 169152080);

    /// <summary>Drawn by Tian et al., Contrastive Multiview Coding, ECCV 2020.</summary>
    public static KnownClassList Cmc100 { get; } = new("CMC's ImageNet-100", 100, "d61d354b64beb3ce2c2c9cf04a874298362dc9fcd589e15ee34c5e4592145746", 338296959);

    private static IReadOnlyList<KnownClassList> All { get; } = [ImageNet1000, Lucir100, FirstHundred, Cmc100];

    /// <summary>The list that these names are; null when it is none of the known ones.</summary>
    /// <param name="names">Class folder names, sorted by code point.</param>
    public static KnownClassList? Of(IReadOnlyList<string> names)
    {
        var hash = HashOf(names);
        return All.FirstOrDefault(list => list.Hash == hash);
    }

    /// <summary>The list that these names become by a change of one folder, and the change; null when there is none.</summary>
    /// <param name="names">Class folder names.</param>
    public static (KnownClassList List, string Change)? NextTo(IReadOnlyList<string> names)
    {
        foreach (var list in All)
        {
            if (list.ChangeOf(names) is { } change)
                return (list, change);
        }
        return null;
    }

    /// <summary>The one folder that names have too many, too few or in another's place, in words; null when more than one is wrong, or none.</summary>
    /// <param name="names">Class folder names.</param>
    public string? ChangeOf(IReadOnlyList<string> names)
    {
        if (Math.Abs(names.Count - ClassCount) > 1)
            return null;
        var sum = names.Sum(NumberOf);
        if (names.Count < ClassCount)
            return Lacking(names, NumberSum - sum) is { } absent ? $"{absent} is missing" : null;
        foreach (var name in names)
        {
            string[] rest = [.. names.Where(other => other != name)];
            if (names.Count > ClassCount && HashOf(rest) == Hash)
                return $"{name} is too many";
            if (names.Count == ClassCount && Lacking(rest, NumberSum - sum + NumberOf(name)) is { } absent && absent != name)
                return $"{name} stands where {absent} belongs";
        }
        return null;
    }

    /// <summary>SHA-256 of the names, joined by line feeds, as 64 hexadecimal digits.</summary>
    /// <param name="names">Class names in their order.</param>
    public static string HashOf(IReadOnlyList<string> names) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', names))));

    /// <summary>Whether a name is that of an ImageNet folder: the letter n and eight digits.</summary>
    public static bool IsWordNetId(string name) => name.Length == 9 && name[0] == 'n' && name.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>The class with this number, if it makes the names this list: the hash proves it.</summary>
    private string? Lacking(IReadOnlyList<string> names, long number)
    {
        if (number is < 0 or > 99_999_999)
            return null;
        var name = $"n{number:D8}";
        return HashOf([.. names.Append(name).Order(StringComparer.Ordinal)]) == Hash ? name : null;
    }

    private static long NumberOf(string name) => IsWordNetId(name) ? long.Parse(name.AsSpan(1), CultureInfo.InvariantCulture) : 0;
}
