using System.Text;

namespace CimCil.Docs.Tests;

/// <summary>Splits what is typed into a POSIX shell into commands of words, as far as the pages need it: quotes, comments, pipes and lists.</summary>
internal static class Shell
{
    /// <summary>The commands of some lines, each as its words without redirections.</summary>
    public static IEnumerable<string[]> Commands(string lines)
    {
        foreach (var line in lines.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
        {
            var words = new List<string>();
            foreach (var (word, isQuoted) in Words(line))
            {
                if (!isQuoted && word is "|" or "&&" or "||" or ";" or "&")
                {
                    if (words.Count > 0)
                        yield return WithoutRedirections(words);
                    words.Clear();
                }
                else
                {
                    words.Add(word);
                }
            }
            if (words.Count > 0)
                yield return WithoutRedirections(words);
        }
    }

    private static string[] WithoutRedirections(List<string> words)
    {
        var kept = new List<string>();
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] is ">" or ">>" or "<")
                i++;
            else
                kept.Add(words[i]);
        }
        return [.. kept];
    }

    private static IEnumerable<(string Word, bool IsQuoted)> Words(string line)
    {
        var (word, quote, isQuoted) = (new StringBuilder(), '\0', false);
        foreach (var letter in line)
        {
            if (quote != '\0')
            {
                if (letter == quote)
                    quote = '\0';
                else
                    word.Append(letter);
            }
            else if (letter is '"' or '\'')
            {
                (quote, isQuoted) = (letter, true);
            }
            else if (letter == '#' && word.Length == 0 && !isQuoted)
            {
                yield break;
            }
            else if (!char.IsWhiteSpace(letter))
            {
                word.Append(letter);
            }
            else if (word.Length > 0 || isQuoted)
            {
                yield return (word.ToString(), isQuoted);
                word.Clear();
                isQuoted = false;
            }
        }
        if (word.Length > 0 || isQuoted)
            yield return (word.ToString(), isQuoted);
    }
}
