using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace CimCil.Foundation;

/// <summary>The few calls of NVIDIA's driver that copying beside libtorch's computations needs; TorchSharp has no streams, events or pinned memory of its own.</summary>
internal static unsafe partial class CudaDriver
{
    private const int NotReady = 600;

    private static readonly Lazy<nint> Library = new(() => NativeLibrary.Load(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1"));

    /// <summary>Contexts by device, held as long as the process lives: one that nobody holds ends, with all that was made in it.</summary>
    private static readonly ConcurrentDictionary<int, nint> Contexts = new();

    /// <summary>libtorch computes on the device's default stream.</summary>
    public const nint ComputeStream = 0;

    /// <summary>Makes the context that libtorch uses on a device current on this thread until the result is disposed.</summary>
    public static Current Enter(Device device) => new(device.index < 0 ? 0 : device.index);

    public static nint CreateStream()
    {
        const uint nonBlocking = 1;
        nint stream;
        Check(((delegate* unmanaged<nint*, uint, int>)Call("cuStreamCreate"))(&stream, nonBlocking));
        return stream;
    }

    public static nint CreateEvent()
    {
        const uint withoutTiming = 2;
        nint created;
        Check(((delegate* unmanaged<nint*, uint, int>)Call("cuEventCreate"))(&created, withoutTiming));
        return created;
    }

    public static nint AllocatePinned(long byteCount)
    {
        nint memory;
        Check(((delegate* unmanaged<nint*, nuint, int>)Call("cuMemAllocHost_v2"))(&memory, (nuint)byteCount));
        return memory;
    }

    public static void FreePinned(nint memory) => Check(((delegate* unmanaged<nint, int>)Call("cuMemFreeHost"))(memory));

    public static void DestroyStream(nint stream) => Check(((delegate* unmanaged<nint, int>)Call("cuStreamDestroy_v2"))(stream));

    public static void DestroyEvent(nint happened) => Check(((delegate* unmanaged<nint, int>)Call("cuEventDestroy_v2"))(happened));

    /// <summary>Notes the present end of a stream's work.</summary>
    public static void Record(nint happened, nint stream) => Check(((delegate* unmanaged<nint, nint, int>)Call("cuEventRecord"))(happened, stream));

    /// <summary>Lets later work of a stream wait for an event; the host waits for nothing.</summary>
    public static void Wait(nint stream, nint happened) => Check(((delegate* unmanaged<nint, nint, uint, int>)Call("cuStreamWaitEvent"))(stream, happened, 0));

    /// <summary>Lets the host wait for an event.</summary>
    public static void Wait(nint happened) => Check(((delegate* unmanaged<nint, int>)Call("cuEventSynchronize"))(happened));

    /// <summary>Whether an event has happened.</summary>
    public static bool HasHappened(nint happened)
    {
        var result = ((delegate* unmanaged<nint, int>)Call("cuEventQuery"))(happened);
        if (result == NotReady)
            return false;
        Check(result);
        return true;
    }

    /// <summary>Copies from pinned memory into a tensor that is contiguous, in its turn on a stream.</summary>
    public static void CopyToDevice(Tensor target, nint pinned, long byteCount, nint stream) =>
        Check(((delegate* unmanaged<nint, nint, nuint, nint, int>)Call("cuMemcpyHtoDAsync_v2"))(AddressOf(target), pinned, (nuint)byteCount, stream));

    /// <summary>Copies from a contiguous tensor to pinned memory, in its turn on a stream.</summary>
    public static void CopyToHost(nint pinned, Tensor source, long byteCount, nint stream) =>
        Check(((delegate* unmanaged<nint, nint, nuint, nint, int>)Call("cuMemcpyDtoHAsync_v2"))(pinned, AddressOf(source), (nuint)byteCount, stream));

    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_data")]
    private static partial nint DataOf(nint tensor);

    private static nint AddressOf(Tensor tensor)
    {
        var address = DataOf(tensor.Handle);
        GC.KeepAlive(tensor);
        return address;
    }

    private static nint Call(string name) => NativeLibrary.GetExport(Library.Value, name);

    /// <exception cref="CimCilException">The driver refuses.</exception>
    private static void Check(int result)
    {
        if (result == 0)
            return;
        nint text;
        var said = ((delegate* unmanaged<int, nint*, int>)Call("cuGetErrorString"))(result, &text) == 0 ? Marshal.PtrToStringUTF8(text) : null;
        throw new CimCilException($"NVIDIA's driver failed: {said ?? $"error {result}"}. Look at nvidia-smi and the system's log, then resume the run, or use --device cpu.");
    }

    /// <summary>A context that is current for a time.</summary>
    public readonly struct Current : IDisposable
    {
        internal Current(int device) =>
            Check(((delegate* unmanaged<nint, int>)Call("cuCtxPushCurrent_v2"))(Contexts.GetOrAdd(device, Retain)));

        /// <summary>Makes the context before it current again.</summary>
        public void Dispose()
        {
            nint context;
            Check(((delegate* unmanaged<nint*, int>)Call("cuCtxPopCurrent_v2"))(&context));
        }

        private static nint Retain(int device)
        {
            nint context;
            Check(((delegate* unmanaged<uint, int>)Call("cuInit"))(0));
            Check(((delegate* unmanaged<nint*, int, int>)Call("cuDevicePrimaryCtxRetain"))(&context, device));
            return context;
        }
    }
}
