using CimCil.Runs;

namespace CimCil.Tests.Runs;

[TestClass]
public sealed class GitCommitTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly string _root = Directory.CreateTempSubdirectory("cimcil-git-").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    [TestMethod]
    public void ReadsABranchFromBelowTheCheckout()
    {
        Write(".git/HEAD", "ref: refs/heads/main\n");
        Write(".git/refs/heads/main", Commit + "\n");
        Directory.CreateDirectory(Path.Combine(_root, "src"));
        Assert.AreEqual(Commit, GitCommit.Of(Path.Combine(_root, "src")));
    }

    [TestMethod]
    public void ReadsAPackedBranch()
    {
        Write(".git/HEAD", "ref: refs/heads/main\n");
        Write(".git/packed-refs", $"# pack-refs\nffff refs/heads/other/main\n{Commit} refs/heads/main\n");
        Assert.AreEqual(Commit, GitCommit.Of(_root));
    }

    [TestMethod]
    public void ReadsADetachedHead()
    {
        Write(".git/HEAD", Commit + "\n");
        Assert.AreEqual(Commit, GitCommit.Of(_root));
    }

    [TestMethod]
    public void ReadsALinkedWorktree()
    {
        Write("linked/.git", "gitdir: ../main/.git/worktrees/linked\n");
        Write("main/.git/worktrees/linked/HEAD", "ref: refs/heads/topic\n");
        Write("main/.git/worktrees/linked/commondir", "../..\n");
        Write("main/.git/refs/heads/topic", Commit + "\n");
        Assert.AreEqual(Commit, GitCommit.Of(Path.Combine(_root, "linked")));
    }

    [TestMethod]
    public void ACheckoutWithoutACommitHasNone()
    {
        Write(".git/HEAD", "ref: refs/heads/main\n");
        Assert.IsNull(GitCommit.Of(_root));
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
