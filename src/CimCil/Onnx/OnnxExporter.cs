using System.Reflection;
using CimCil.Onnx.Messages;
using CimCil.PyBridge;
using Google.Protobuf;

namespace CimCil.Onnx;

/// <summary>Writes a network as an ONNX file that <see cref="MaskModel"/> opens on any machine (opset 17, IR version 8).</summary>
public static class OnnxExporter
{
    /// <summary>
    /// The opset. DirectML takes up to 21, and with 18 the axes of reductions would become inputs; 17 is what its documentation names.
    /// </summary>
    public const int Opset = 17;

    /// <summary>The version of the file format, that of ONNX 1.12, which came with the opset.</summary>
    public const int IrVersion = 8;

    /// <summary>Writes a model; a file of that name is replaced when the new one is complete.</summary>
    /// <param name="path">The file, usually <c>*.onnx</c>.</param>
    /// <param name="network">The network, on any device.</param>
    /// <param name="info">What travels with it.</param>
    /// <param name="options">The form.</param>
    /// <exception cref="ArgumentException">The network and the information do not fit together.</exception>
    /// <exception cref="CheckpointException">The file cannot be written, or would be larger than the format allows.</exception>
    public static void Write(string path, MaskNetwork network, MaskModelInfo info, ExportOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(options);
        if (info.ClassNames.Count != network.ClassCount)
            throw new ArgumentException($"The network has {network.ClassCount} classes, and there are {info.ClassNames.Count} names.", nameof(info));
        if (options.BatchSize is { } size)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size, nameof(options));
        var model = Model(network, info, options);
        if (ModelFile.IsTooLarge(model.CalculateSize()))
            throw new CheckpointException($"{path} would be larger than the 2 GiB that an ONNX file holds. Export a smaller network, or --precision float16.");
        AtomicFile.Write(path, stream => model.WriteTo(stream));
    }

    private static ModelProto Model(MaskNetwork network, MaskModelInfo info, ExportOptions options)
    {
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "CimCil",
            ProducerVersion = typeof(OnnxExporter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "",
            Graph = MaskGraph.Write(network, info, options),
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        ModelMetadata.Write(model, info, options.Precision);
        return model;
    }
}
