using CimCil.Data;
using CimCil.Foundation;
using CimCil.Tests.Data.Folders;

namespace CimCil.Tests.Data;

[TestClass]
public sealed class KnownClassListTests
{
    private static IReadOnlyList<string> Classes => ImageNetTree.Classes;

    private static string[] Lucir => [.. new NumPyRandom(1993).ChooseDistinct(1000, 100).Order().Select(i => Classes[i])];

    [TestMethod]
    public void TheClassesOfImageNetAreWhatTheyAre()
    {
        Assert.HasCount(1000, Classes);
        CollectionAssert.AreEqual(Classes.Distinct().Order(StringComparer.Ordinal).ToArray(), Classes.ToArray());
        Assert.IsTrue(Classes.All(KnownClassList.IsWordNetId));
        // Tench, hognose snake, toilet tissue.
        Assert.AreEqual(("n01440764", "n01729322", "n15075141"), (Classes[0], Classes[54], Classes[999]));
    }

    [TestMethod]
    public void TheFourPublishedListsAreKnown()
    {
        IsThe(KnownClassList.ImageNet1000, Classes);
        IsThe(KnownClassList.Lucir100, Lucir);
        IsThe(KnownClassList.FirstHundred, [.. Classes.Take(100)]);
        IsThe(KnownClassList.Cmc100, [.. ImageNetTree.CmcPlaces.Select(i => Classes[i])]);
    }

    [TestMethod]
    public void OtherNamesAreNoKnownList()
    {
        Assert.IsNull(KnownClassList.Of([.. Classes.Skip(100).Take(100)]));
        Assert.IsNull(KnownClassList.Of([.. Classes.Reverse()]), "the order is part of the list");
        Assert.IsNull(KnownClassList.NextTo([.. Classes.Skip(100).Take(100)]));
        Assert.IsNull(KnownClassList.NextTo(["a", "b"]));
        Assert.IsNull(KnownClassList.NextTo(Lucir), "a list is not next to itself");
    }

    /// <summary>SHA-256 of "a\nb", from coreutils' sha256sum.</summary>
    [TestMethod]
    public void TheHashIsThatOfLines() => Assert.AreEqual("7e18f737311b2dc3b2f269dd78396b0351f14fb66efa879f768cb23181883c78", KnownClassList.HashOf(["a", "b"]));

    [TestMethod]
    [DataRow(0)]
    [DataRow(54)]
    [DataRow(999)]
    public void TheOneWrongFolderIsNamed(int place)
    {
        var list = KnownClassList.ImageNet1000;
        var name = Classes[place];
        Assert.AreEqual($"{name} is missing", list.ChangeOf(Without(name)));
        foreach (var foreign in new[] { "lost+found", "n00000001", "n99999999" })
        {
            Assert.AreEqual($"{foreign} is too many", list.ChangeOf(With(Classes, foreign)));
            Assert.AreEqual($"{foreign} stands where {name} belongs", list.ChangeOf(With(Without(name), foreign)));
        }
    }

    [TestMethod]
    public void TwoWrongFoldersAreNotGuessedAt()
    {
        var list = KnownClassList.ImageNet1000;
        Assert.IsNull(list.ChangeOf(Classes), "nothing is wrong");
        Assert.IsNull(list.ChangeOf(With(With([.. Classes.Skip(2)], "n00000001"), "n99999999")), "two folders are another");
        Assert.IsNull(list.ChangeOf(With([.. Classes.Skip(2)], "n00000001")), "one is another and one is missing");
        Assert.IsNull(list.ChangeOf([.. Classes.Skip(2)]), "two are missing");
    }

    [TestMethod]
    public void AHundredNextToAPublishedListAreRecognised()
    {
        var names = With([.. Lucir.Skip(1)], Classes[0]);
        Assert.AreEqual((KnownClassList.Lucir100, $"{Classes[0]} stands where {Classes[7]} belongs"), KnownClassList.NextTo(names));
    }

    private static void IsThe(KnownClassList list, IReadOnlyList<string> names)
    {
        Assert.AreSame(list, KnownClassList.Of(names));
        Assert.AreEqual(names.Count, list.ClassCount);
        Assert.AreEqual(names.Sum(name => long.Parse(name[1..])), list.NumberSum);
    }

    private static string[] Without(string name) => [.. Classes.Where(other => other != name)];

    private static string[] With(IEnumerable<string> names, string name) => [.. names.Append(name).Order(StringComparer.Ordinal)];
}
