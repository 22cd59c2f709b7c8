using System.Text.RegularExpressions;
using CimCil.Tests;

namespace CimCil.Docs.Tests;

/// <summary>The messages that the page of troubles goes through are those that the program prints.</summary>
[TestClass]
public sealed partial class MessageTests
{
    private const string Troubles = "docs/when-something-goes-wrong.md";

    /// <summary>What libtorch prints when it ends the process.</summary>
    private const string NotOurs = "terminate called after throwing an instance of 'c10::Error'";

    private static readonly Lazy<string> Sources = new(() => string.Concat(
        Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src"), "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".cs" or ".targets" && !path.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText)));

    [TestMethod]
    public void EveryMessageIsInTheSources()
    {
        var (count, wrong) = (0, new List<string>());
        foreach (Match heading in Heading().Matches(Page.Of(Troubles).Prose))
        {
            foreach (var message in Message().Matches(heading.Value).Select(match => match.Groups["text"].Value).Where(message => message != NotOurs))
            {
                count++;
                foreach (var words in Literals(message).Where(words => !Sources.Value.Contains(words, StringComparison.Ordinal)))
                    wrong.Add($"'{words}' of `{message}`");
            }
        }
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.IsGreaterThan(100, count);
    }

    [TestMethod]
    public void AMessageThatIsNoneIsFound() => Assert.IsTrue(Literals("the network has 3 heads too many").Any(words => !Sources.Value.Contains(words, StringComparison.Ordinal)));

    /// <summary>What stands in a message as it is: between names in capitals, numbers and dots, which stand for anything.</summary>
    private static IEnumerable<string> Literals(string message) =>
        Anything().Split(message).Select(part => part.Trim(' ', '\'', ',', ':', '(', ')', ';')).Where(part => part.Length >= 4);

    /// <summary>A line in bold print with messages in marks of code.</summary>
    [GeneratedRegex(@"^\*\*.*?`.*$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("`(?<text>[^`]+)`")]
    private static partial Regex Message();

    [GeneratedRegex(@"\b[A-Z][A-Z0-9]*\b|\.\.\.|\d+")]
    private static partial Regex Anything();
}
