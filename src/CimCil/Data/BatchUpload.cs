using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Data;

/// <summary>
/// Brings batches to the device that trains. To a GPU they travel on a stream of their own, out of memory that is pinned once, while
/// the step before is computed; the host waits for nothing.
/// </summary>
internal abstract class BatchUpload : IDisposable
{
    /// <summary>A way to a device.</summary>
    public static BatchUpload To(Device device) => device.type == DeviceType.CUDA ? new CudaBatchUpload(device) : new Plain(device);

    /// <summary>Images [N, 3, S, S] float32, normalised, and labels [N] int64, in the caller's dispose scope. The batch may be disposed at once.</summary>
    public abstract (Tensor Images, Tensor Labels) Bring(Batch batch);

    /// <inheritdoc/>
    public abstract void Dispose();

    private sealed class Plain(Device device) : BatchUpload
    {
        public override (Tensor Images, Tensor Labels) Bring(Batch batch) => (batch.ToImages(device), batch.ToLabels(device));

        public override void Dispose()
        {
        }
    }
}
