using CimCil.Foundation;
using CimCil.Onnx.Messages;
using CimCil.PyBridge;
using Google.Protobuf;

namespace CimCil.Onnx;

/// <summary>Reads an ONNX file into messages, and refuses what is none of ours before anything runs it.</summary>
internal static class ModelFile
{
    /// <summary>The largest message of the format.</summary>
    private const long Limit = int.MaxValue;

    public static bool IsTooLarge(long byteCount) => byteCount is < 0 or >= Limit;

    /// <exception cref="CheckpointException">The file is missing, too large, truncated, or keeps its weights in other files.</exception>
    public static ModelProto Read(string path)
    {
        var model = Parse(path);
        if (model.Graph is null || model.Graph.Node.Count == 0)
            throw new CheckpointException($"{path} is no ONNX model: it holds no graph. Make a mask model with 'cimcil export RUN'.");
        if (model.Graph.Initializer.FirstOrDefault(IsExternal) is { } external)
            throw new CheckpointException($"{path} keeps the weight {external.Name} in another file (external data): a mask model holds all its weights. Export it again with 'cimcil export RUN'.");
        return model;
    }

    private static bool IsExternal(TensorProto tensor) =>
        tensor.DataLocation == TensorProto.Types.DataLocation.External || tensor.ExternalData.Count > 0;

    private static ModelProto Parse(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                throw new CheckpointException($"{path} does not exist: --model names an ONNX file that 'cimcil export RUN' wrote. Check the path.");
            if (IsTooLarge(file.Length))
                throw new CheckpointException($"{path} has {file.Length} bytes: an ONNX file holds less than 2 GiB. Make a mask model with 'cimcil export RUN'.");
            if (FileContent.IsEmpty(path))
                throw new CheckpointException($"{path} is empty, or a pipe, socket or device: --model names an ONNX file that 'cimcil export RUN' wrote. Check the path.");
            using var stream = file.OpenRead();
            return ModelProto.Parser.ParseFrom(stream);
        }
        catch (InvalidProtocolBufferException failure)
        {
            throw new CheckpointException($"{path} is truncated, damaged or no ONNX file: {failure.Message} Copy it again, or export it again with 'cimcil export RUN'.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path} cannot be read: {failure.Message}", failure);
        }
    }
}
