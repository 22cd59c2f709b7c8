using System.Runtime.InteropServices;
using CimCil.Foundation;
using TorchSharp;

namespace CimCil.Cli.Tests;

/// <summary>What libraries throw becomes one message with the thing, the rule and the fix.</summary>
[TestClass]
public sealed class FailureReportTests
{
    /// <summary>What TorchSharp throws where the allocator of libtorch 2.10 has no memory, the lines of the native stack after it.</summary>
    private const string OnGpu =
        "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.19 GiB of which 1.06 GiB is free. Including non-PyTorch memory, "
        + "this process has 78.12 GiB memory in use. Of the allocated memory 76.80 GiB is allocated by PyTorch, and 512.00 MiB is reserved by PyTorch but unallocated. "
        + "If reserved but unallocated memory is large try setting PYTORCH_ALLOC_CONF=expandable_segments:True to avoid fragmentation.\nException raised from malloc at CUDACachingAllocator.cpp";

    [TestMethod]
    public void AGpuWithoutMemoryIsAMessageAboutBatches()
    {
        var text = FailureReport.Explain(new ExternalException(OnGpu));
        StringAssert.StartsWith(text, "There is not enough memory on the GPU: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.19 GiB of which 1.06 GiB is free. A step keeps");
        foreach (var fix in new[] { "training.batchSize=N", "mask.batchSize", "training.precision=bfloat16", "data.imageSide=N" })
            StringAssert.Contains(text, fix);
        Assert.DoesNotContain("PyTorch", text, "advice for users of Python is none for ours");
    }

    [TestMethod]
    [DataRow("cuDNN error: CUDNN_STATUS_ALLOC_FAILED", "on the GPU")]
    [DataRow("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", "on the GPU")]
    [DataRow("CUDA error: out of memory", "on the GPU")]
    [DataRow("std::bad_alloc", "There is not enough memory. ")]
    public void LibrariesSayItInOtherWords(string message, string expected) => StringAssert.Contains(FailureReport.Explain(new ExternalException(message)), expected);

    [TestMethod]
    public void OtherFailuresOfAGpuAreNoLackOfMemory() =>
        StringAssert.Contains(FailureReport.Explain(new ExternalException("CUDA error: device-side assert triggered\nCompile with `TORCH_USE_CUDA_DSA`.")), "something went wrong that should not: CUDA error: device-side assert triggered (");

    [TestMethod]
    public void AProcessWithoutMemoryIsAMessageWhereverItCame()
    {
        LibTorchLocator.EnsureLoaded();
        // More than an address of this processor can name.
        var failure = Assert.Throws<Exception>(() => PartCode.Run("A learner's loss", () => torch.empty(1L << 50)));
        Assert.IsNotInstanceOfType<CimCilException>(failure, "it is nobody's mistake");
        StringAssert.StartsWith(FailureReport.Explain(failure), "There is not enough memory. Free some");
        Assert.AreEqual(1, FailureReport.Write(failure, TextWriter.Null, verbose: false));
    }

    [TestMethod]
    public void AFailureOfAPartNamesThePart() =>
        StringAssert.StartsWith(FailureReport.Explain(Assert.ThrowsExactly<CimCilException>(() => PartCode.Run("A learner's loss", () => throw new ExternalException("shape mismatch")))), "A learner's loss failed: shape mismatch (ExternalException).");
}
