using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;

namespace CimCil.PyBridge;

/// <summary>Writes values with tensors in PyTorch's zip format.</summary>
internal sealed class PyTorchWriter
{
    private const string Folder = "archive";

    private readonly List<torch.Tensor> _storages = [];
    private readonly Dictionary<(nint Address, long Length, torch.ScalarType Type), int> _known = [];

    private PyTorchWriter()
    {
    }

    public static void Write(Stream stream, object? content)
    {
        TensorBytes.RequireWritable(stream);
        var writer = new PyTorchWriter();
        var pickle = PickleWriter.Write(content, writer.StorageOf);
        var archive = new ZipWriter(stream);
        archive.Add($"{Folder}/data.pkl", pickle);
        archive.Add($"{Folder}/byteorder", Encoding.ASCII.GetBytes("little"));
        for (var i = 0; i < writer._storages.Count; i++)
            AddStorage(archive, i, writer._storages[i]);
        archive.Add($"{Folder}/version", Encoding.ASCII.GetBytes("3\n"));
        archive.Finish();
    }

    private static void AddStorage(ZipWriter archive, int number, torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        var plain = tensor.detach().cpu().contiguous();
        var checksum = new EntryChecksum();
        TensorBytes.ForEachPiece(plain, checksum.Append);
        archive.Add($"{Folder}/data/{number}", plain.NumberOfElements * plain.element_size(), checksum.Value, stream => TensorBytes.Write(plain, stream));
    }

    /// <summary>Tied weights, which are the same memory, share a storage; all other tensors have their own.</summary>
    private int StorageOf(torch.Tensor tensor)
    {
        if (ElementTypes.ByScalar(tensor.dtype) is not { StorageName: not null })
            throw new CheckpointException($"A tensor of type {tensor.dtype} cannot be written; convert it first.");
        _storages.Add(tensor);
        var number = _storages.Count - 1;
        if (tensor.device_type != DeviceType.CPU || !tensor.is_contiguous() || tensor.NumberOfElements is 0 or > int.MaxValue / 16)
            return number;
        var id = (AddressOf(tensor), tensor.NumberOfElements, tensor.dtype);
        if (_known.TryAdd(id, number))
            return number;
        _storages.RemoveAt(number);
        return _known[id];
    }

    private static unsafe nint AddressOf(torch.Tensor tensor) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}
