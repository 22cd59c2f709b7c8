using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Foundation;

/// <summary>Reads a number from a device. From a GPU it comes while computing goes on: nobody waits until it is there.</summary>
internal abstract class DeviceReading : IDisposable
{
    /// <summary>A way to read from a device.</summary>
    public static DeviceReading From(Device device) => device.type == DeviceType.CUDA ? new FromCuda(device) : new FromCpu();

    /// <summary>Whether a number was asked for that was not taken yet.</summary>
    public bool IsAsked { get; private set; }

    /// <summary>Asks for the present value of a float32 scalar, which may change afterwards; an earlier question is forgotten.</summary>
    public void Ask(Tensor number)
    {
        Start(number);
        IsAsked = true;
    }

    /// <summary>The number that was asked for, if it is there.</summary>
    public float? TryTake()
    {
        if (!IsAsked || !IsThere)
            return null;
        IsAsked = false;
        return Value;
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    private protected abstract bool IsThere { get; }

    private protected abstract float Value { get; }

    private protected abstract void Start(Tensor number);

    private sealed class FromCpu : DeviceReading
    {
        private float _value;

        public override void Dispose()
        {
        }

        private protected override bool IsThere => true;

        private protected override float Value => _value;

        private protected override void Start(Tensor number) => _value = number.item<float>();
    }

    private sealed unsafe class FromCuda : DeviceReading
    {
        private readonly Device _device;
        private readonly nint _pinned;
        private readonly nint _arrived;
        private Tensor? _source;

        public FromCuda(Device device)
        {
            _device = device;
            using var current = CudaDriver.Enter(device);
            _pinned = CudaDriver.AllocatePinned(sizeof(float));
            _arrived = CudaDriver.CreateEvent();
        }

        public override void Dispose()
        {
            using var current = CudaDriver.Enter(_device);
            CudaDriver.Wait(_arrived);
            CudaDriver.DestroyEvent(_arrived);
            CudaDriver.FreePinned(_pinned);
            _source?.Dispose();
        }

        private protected override bool IsThere
        {
            get
            {
                using var current = CudaDriver.Enter(_device);
                return CudaDriver.HasHappened(_arrived);
            }
        }

        private protected override float Value => *(float*)_pinned;

        private protected override void Start(Tensor number)
        {
            _source?.Dispose();
            _source = number.detach().clone().DetachFromDisposeScope();
            using var current = CudaDriver.Enter(_device);
            CudaDriver.CopyToHost(_pinned, _source, sizeof(float), CudaDriver.ComputeStream);
            CudaDriver.Record(_arrived, CudaDriver.ComputeStream);
        }
    }
}
