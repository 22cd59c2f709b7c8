using System.Runtime.InteropServices;
using CimCil.Onnx.Messages;
using Google.Protobuf;

namespace CimCil.Onnx;

/// <summary>Writes the nodes and weights of a graph; every value is known by its name.</summary>
/// <param name="precision">The type of convolutions.</param>
internal sealed class GraphBuilder(ModelPrecision precision)
{
    private readonly HashSet<string> _initializers = new(StringComparer.Ordinal);

    public GraphProto Graph { get; } = new() { Name = "mask" };

    /// <summary>The type that convolutions and what lies between them have.</summary>
    public TensorProto.Types.DataType InnerType { get; } =
        precision == ModelPrecision.Float16 ? TensorProto.Types.DataType.Float16 : TensorProto.Types.DataType.Float;

    /// <summary>Adds an operation with one result and returns the result's name, which is also the node's.</summary>
    public string Node(string operation, string name, string[] inputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = name };
        node.Input.AddRange(inputs);
        node.Output.Add(name);
        node.Attribute.AddRange(attributes);
        Graph.Node.Add(node);
        return name;
    }

    /// <summary>A weight in the type of convolutions.</summary>
    public string InnerWeight(string name, ReadOnlySpan<float> values, params long[] shape)
    {
        if (precision == ModelPrecision.Float32)
            return Weight(name, values, shape);
        var halves = new Half[values.Length];
        for (var i = 0; i < halves.Length; i++)
            halves[i] = (Half)values[i];
        return Initializer(name, TensorProto.Types.DataType.Float16, MemoryMarshal.AsBytes<Half>(halves), shape);
    }

    /// <summary>A float32 weight; without a shape it is a single number.</summary>
    public string Weight(string name, ReadOnlySpan<float> values, params long[] shape) =>
        Initializer(name, TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes(values), shape);

    /// <summary>A list of whole numbers, such as a shape.</summary>
    public string Integers(string name, params long[] values) =>
        Initializer(name, TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes<long>(values), values.Length);

    /// <summary>Makes a value float32.</summary>
    public string ToFloat32(string value) => Cast(value, TensorProto.Types.DataType.Float);

    /// <summary>Makes a float32 value the type of convolutions.</summary>
    public string ToInner(string value) => Cast(value, InnerType);

    /// <summary>Declares an input or output of the graph.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its type.</param>
    /// <param name="batchSize">The first side; null for the symbol N.</param>
    /// <param name="rest">The other sides.</param>
    public static ValueInfoProto Value(string name, TensorProto.Types.DataType type, int? batchSize, params int[] rest)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(batchSize is { } size
            ? new TensorShapeProto.Types.Dimension { DimValue = size }
            : new TensorShapeProto.Types.Dimension { DimParam = "N" });
        shape.Dim.AddRange(rest.Select(side => new TensorShapeProto.Types.Dimension { DimValue = side }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } } };
    }

    public static AttributeProto Attribute(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    public static AttributeProto Attribute(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    private string Cast(string value, TensorProto.Types.DataType type) => precision == ModelPrecision.Float32
        ? value
        : Node("Cast", $"{value}/{(type == TensorProto.Types.DataType.Float ? "wide" : "narrow")}", [value], Attribute("to", (long)type));

    private string Initializer(string name, TensorProto.Types.DataType type, ReadOnlySpan<byte> bytes, params long[] shape)
    {
        // Both activations of a layer share its weights.
        if (!_initializers.Add(name))
            return name;
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Mask models are written on little-endian machines.");
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(bytes) };
        tensor.Dims.AddRange(shape);
        Graph.Initializer.Add(tensor);
        return name;
    }
}
