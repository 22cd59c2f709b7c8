using System.Text;

namespace CimCil.Configuration.Schema;

/// <summary>
/// What experiments and kinds may be called: lower-case letters and digits of ASCII in groups joined by single dashes. Such a name is one
/// argument of a command line and one folder on every system. The source generator compiles this file too, so that both judge alike.
/// </summary>
internal static class KebabCase
{
    /// <summary>A folder's name may have 255 bytes; seed and fingerprint follow the name.</summary>
    private const int MaxLength = 100;

    /// <summary>What keeps the text from being a name; null when nothing does.</summary>
    public static string? Defect(string text)
    {
        if (text.Trim().Length == 0)
            return "it is empty";
        if (text.Length > MaxLength)
            return $"it has {text.Length} characters, and {MaxLength} are the most";
        if (!IsKebab(text))
            return "it is not kebab case (lower-case letters, digits and single dashes)";
        return IsReserved(text) ? "Windows reserves it" : null;
    }

    /// <summary>The nearest name that is allowed, such as <c>my-food</c> for <c>My Food</c>; <paramref name="otherwise"/> where nothing is near.</summary>
    public static string Suggest(string text, string otherwise)
    {
        var name = new StringBuilder();
        for (var at = 0; at < text.Length && name.Length < MaxLength; at++)
        {
            var letter = text[at];
            var capital = letter is >= 'A' and <= 'Z';
            var counts = capital || IsLetter(letter) || IsDigit(letter);
            if (name.Length > 0 && name[name.Length - 1] != '-' && (!counts || (capital && IsLetter(text[at - 1]))))
                name.Append('-');
            if (counts)
                name.Append(char.ToLowerInvariant(letter));
        }
        var result = name.ToString().Trim('-');
        return Defect(result) is null ? result : IsReserved(result) ? $"{result}-1" : otherwise;
    }

    private static bool IsKebab(string text)
    {
        var before = '-';
        foreach (var letter in text)
        {
            if (letter == '-' ? before == '-' : !IsLetter(letter) && !IsDigit(letter))
                return false;
            before = letter;
        }
        return before != '-';
    }

    private static bool IsReserved(string text) =>
        text is "con" or "prn" or "aux" or "nul" || (text.Length == 4 && IsDigit(text[3]) && (text.StartsWith("com", StringComparison.Ordinal) || text.StartsWith("lpt", StringComparison.Ordinal)));

    private static bool IsLetter(char letter) => letter is >= 'a' and <= 'z';

    private static bool IsDigit(char letter) => letter is >= '0' and <= '9';
}
