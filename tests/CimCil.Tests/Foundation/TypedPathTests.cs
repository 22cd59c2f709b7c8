using System.Diagnostics;
using CimCil.Foundation;

namespace CimCil.Tests.Foundation;

[TestClass]
public sealed class TypedPathTests
{
    [TestMethod]
    [DataRow("runs/shapes-1-0a1b2c3d")]
    [DataRow("mask.threshold=0.6")]
    public void WhatAShellTakesAsItIsHasNoQuotes(string word) => Assert.AreEqual(word, TypedPath.Of(word));

    /// <summary>A shell makes the same path of it again.</summary>
    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [DataRow("my runs/the first")]
    [DataRow("it's (mine) & yours; * ? [a] #1 ~ <x> | y")]
    [DataRow("costs $HOME `date` \"quoted\" back\\slash\\\\")]
    [DataRow("Größe/写真")]
    public void AShellReadsThePathThatWasMeant(string path)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"printf %s {TypedPath.Of(path)}"]) { RedirectStandardOutput = true })!;
        Assert.AreEqual(path, shell.StandardOutput.ReadToEnd());
        shell.WaitForExit();
    }
}
