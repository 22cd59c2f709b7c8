using System.Text;

namespace CimCil.Generators.CodeFixes;

/// <summary>Names as they are typed after <c>cimcil run</c>.</summary>
internal static class KebabCase
{
    /// <summary><c>ShapesLFH3</c> becomes <c>shapes-lfh3</c>; what no name may hold becomes a hyphen.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder();
        for (var index = 0; index < name.Length; index++)
        {
            var letter = name[index];
            var isPlain = letter < 128 && char.IsLetterOrDigit(letter);
            var beginsWord = char.IsUpper(letter) && index > 0 && (char.IsLower(name[index - 1]) || (index + 1 < name.Length && char.IsLower(name[index + 1]) && char.IsUpper(name[index - 1])));
            if ((beginsWord || !isPlain) && text.Length > 0 && text[text.Length - 1] != '-')
                text.Append('-');
            if (isPlain)
                text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString().TrimEnd('-');
    }
}
