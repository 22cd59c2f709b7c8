using System.Text;
using CimCil.PyBridge;
using TorchSharp;

namespace CimCil.Tests.PyBridge;

/// <summary>What people name as a weights file though it is none.</summary>
[TestClass]
public sealed class ForeignFileTests
{
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void DeleteFolder() => _folder.Dispose();

    [TestMethod]
    [DataRow("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 46830571\n", "Git LFS pointer", "git lfs pull")]
    [DataRow("<!DOCTYPE html>\n<html><head><title>Sign in</title>", "web page", "download the file itself")]
    [DataRow("\r\n  <html lang=en>", "web page", "download the file itself")]
    [DataRow("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "web page", "download the file itself")]
    [DataRow("", "is empty", "download it again")]
    public void AFileThatStandsForTheWeightsIsNamed(string content, string what, string fix)
    {
        foreach (var name in new[] { "a.pth", "a.safetensors" })
        {
            var path = _folder.Write(name, Encoding.UTF8.GetBytes(content));
            foreach (var open in new Func<string, CheckpointFile>[] { CheckpointFile.Open, PyTorchFile.Open, SafeTensors.Open })
            {
                var failure = Assert.ThrowsExactly<CheckpointException>(() => open(path));
                Assert.StartsWith(path, failure.Message);
                Assert.Contains(what, failure.Message);
                Assert.Contains(fix, failure.Message);
            }
        }
    }

    [TestMethod]
    public void AnUnpackedCheckpointIsNamedAndThePackedOneIsReadAgain()
    {
        _folder.Write("model.pth/archive/data.pkl");
        var failure = Assert.ThrowsExactly<CheckpointException>(() => CheckpointFile.Open(_folder["model.pth"]));
        Assert.Contains("unpacked", failure.Message);
        Assert.Contains($"cd '{_folder["model.pth"]}' && zip -0 -r 'archive.pth' 'archive'", failure.Message);
        Assert.Contains($"cd '{_folder["model.pth"]}' && zip", Assert.ThrowsExactly<CheckpointException>(() => CheckpointFile.Open(_folder["model.pth/archive"])).Message);
        Directory.CreateDirectory(_folder["weights"]);
        Assert.Contains("name the file of weights in it", Assert.ThrowsExactly<CheckpointException>(() => CheckpointFile.Open(_folder["weights"])).Message);
    }

    [TestMethod]
    public void WeightsThatBeginLikeAPageAreWeights()
    {
        using var scope = torch.NewDisposeScope();
        SafeTensors.Write(_folder["a.safetensors"], [("<html>", torch.ones(1))]);
        using var file = CheckpointFile.Open(_folder["a.safetensors"]);
        Assert.HasCount(1, file.Tensors);
    }
}
