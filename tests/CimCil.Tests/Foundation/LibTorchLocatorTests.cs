using System.Text;
using CimCil.Foundation;
using TorchSharp;

namespace CimCil.Tests.Foundation;

[TestClass]
public sealed class LibTorchLocatorTests
{
    [TestMethod]
    public void TorchLoadsOnThisMachine()
    {
        LibTorchLocator.EnsureLoaded();
        using var sum = torch.ones(3).sum();
        Assert.AreEqual(3f, sum.ToSingle());
    }

    [TestMethod]
    public void TheMessageNamesTheFixAndEveryAttempt()
    {
        var missing = LibTorchLocator.Explain(["no libtorch_cpu.so in /somewhere"], null);
        StringAssert.Contains(missing, "-p:TorchBackend=cpu");
        StringAssert.Contains(missing, LibTorchLocator.DirectoryVariable);
        StringAssert.Contains(missing, "no libtorch_cpu.so in /somewhere");
        var runtime = LibTorchLocator.Explain(["version `GLIBCXX_3.4.99' not found"], "/somewhere");
        StringAssert.Contains(runtime, "Install the C++ runtime");
        StringAssert.Contains(runtime, "GLIBCXX_3.4.99");
    }

    [TestMethod]
    public void WhereNoCopyCanBeWrittenTheFoldersAndTheVariablesAreNamed()
    {
        var unwritable = LibTorchLocator.Explain(["/opt/libLibTorchSharp.portable.so: Access denied", "/home/x/libLibTorchSharp.portable.so: Access denied"], "/somewhere");
        foreach (var part in new[] { "HOME", "TMPDIR", "/opt/", "/home/x/" })
            StringAssert.Contains(unwritable, part);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void ThePrivateFolderIsItsOwnersAloneAndNothingStays()
    {
        var attempts = new List<string>();
        var used = "";
        var handle = LibTorchLocator.InPrivateFolder("library.so", [1, 2, 3], copy =>
        {
            used = Path.GetDirectoryName(copy)!;
            if (!OperatingSystem.IsWindows())
                Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(used));
            CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, File.ReadAllBytes(copy));
            return 7;
        }, attempts);
        Assert.AreEqual(7, handle);
        Assert.IsFalse(Directory.Exists(used));
        Assert.AreEqual(0, LibTorchLocator.InPrivateFolder("no/such/folder.so", [1], _ => 7, attempts));
        Assert.HasCount(1, attempts);
    }

    [TestMethod]
    public void OneBitOfTheShippedLibraryIsEdited()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        if (!File.Exists(path))
            Assert.Inconclusive("The Linux library is only brought along on Linux.");
        var shipped = File.ReadAllBytes(path);
        var edited = (byte[])shipped.Clone();
        Assert.IsTrue(ElfSymbolVersion.MakeWeak(edited, "GLIBCXX_3.4.32"));
        var position = Enumerable.Range(0, shipped.Length).Single(i => shipped[i] != edited[i]);
        Assert.AreEqual(2, shipped[position] ^ edited[position], "the weak bit of vna_flags");
    }

    [TestMethod]
    public void WhatIsNoLibraryOrLacksTheVersionStaysAsItIs()
    {
        var text = Encoding.ASCII.GetBytes(new string('x', 500));
        Assert.IsFalse(ElfSymbolVersion.MakeWeak(text, "GLIBCXX_3.4.32"));
        var broken = new byte[200];
        new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1 }.CopyTo(broken, 0);
        broken.AsSpan(32).Fill(0x7F);
        Assert.IsFalse(ElfSymbolVersion.MakeWeak(broken, "GLIBCXX_3.4.32"));
        Assert.IsFalse(ElfSymbolVersion.MakeWeak([], "GLIBCXX_3.4.32"));
    }
}
