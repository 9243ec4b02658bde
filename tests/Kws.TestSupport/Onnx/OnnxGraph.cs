using System.Runtime.InteropServices;

namespace Kws.TestSupport.Onnx;

/// <summary>
/// Builds small ONNX files for tests (opset 13, IR version 7), field by field as onnx.proto numbers
/// them. Whether the file is right is checked by ONNX Runtime, which loads and runs it.
/// </summary>
public sealed class OnnxGraph
{
    private const int FloatType = 1;
    private const int Int64Type = 7;
    private const int BooleanType = 9;
    private const int IntAttribute = 2;
    private const int GraphAttribute = 5;

    private readonly ProtobufWriter _graph = new ProtobufWriter().Text(2, "test");

    /// <summary>Adds a float input; -1 is an open dimension.</summary>
    public OnnxGraph Input(string name, params long[] shape)
    {
        _graph.Message(11, Value(name, FloatType, shape));
        return this;
    }

    /// <summary>Adds a float output; -1 is an open dimension.</summary>
    public OnnxGraph Output(string name, params long[] shape)
    {
        _graph.Message(12, Value(name, FloatType, shape));
        return this;
    }

    /// <summary>Adds a float constant, row-major.</summary>
    public OnnxGraph Constant(string name, float[] values, params long[] shape) =>
        Constant(name, FloatType, MemoryMarshal.AsBytes(values.AsSpan()), shape);

    /// <summary>Adds a vector of 64-bit integers.</summary>
    public OnnxGraph Constant(string name, params long[] values) =>
        Constant(name, Int64Type, MemoryMarshal.AsBytes(values.AsSpan()), [values.Length]);

    /// <summary>Adds a node with whole-number attributes.</summary>
    public OnnxGraph Node(
        string operation,
        string[] inputs,
        string output,
        params (string Name, long Value)[] attributes)
    {
        var node = new ProtobufWriter();
        foreach (var input in inputs)
            node.Text(1, input);
        node.Text(2, output).Text(4, operation);
        foreach ((var name, var value) in attributes)
            node.Message(5, new ProtobufWriter().Text(1, name).Integer(3, value).Integer(20, IntAttribute));
        _graph.Message(1, node);
        return this;
    }

    /// <summary>Adds a float constant that is kept in another file.</summary>
    public OnnxGraph ExternalConstant(string name, string file, params long[] shape)
    {
        var tensor = new ProtobufWriter();
        foreach (var dimension in shape)
            tensor.Integer(1, dimension);
        var location = new ProtobufWriter().Text(1, "location").Text(2, file);
        _graph.Message(5, tensor.Integer(2, FloatType).Text(8, name).Message(13, location).Integer(14, 1));
        return this;
    }

    /// <summary>Adds a loop that hands its float input on for ever.</summary>
    public OnnxGraph EndlessLoop(string input, string output, params long[] shape)
    {
        Constant("loop_times", Int64Type, BitConverter.GetBytes(long.MaxValue), []);
        Constant("loop_goes_on", BooleanType, [1], []);
        var body = new ProtobufWriter().Text(2, "body")
            .Message(1, new ProtobufWriter().Text(1, "goes_on").Text(2, "still_goes_on").Text(4, "Identity"))
            .Message(1, new ProtobufWriter().Text(1, "value").Text(2, "same_value").Text(4, "Identity"))
            .Message(11, Value("time", Int64Type, []))
            .Message(11, Value("goes_on", BooleanType, []))
            .Message(11, Value("value", FloatType, shape))
            .Message(12, Value("still_goes_on", BooleanType, []))
            .Message(12, Value("same_value", FloatType, shape));
        _graph.Message(1, new ProtobufWriter()
            .Text(1, "loop_times").Text(1, "loop_goes_on").Text(1, input).Text(2, output).Text(4, "Loop")
            .Message(5, new ProtobufWriter().Text(1, "body").Message(6, body).Integer(20, GraphAttribute)));
        return this;
    }

    /// <summary>Adds a node of one graph attribute, without inputs and outputs.</summary>
    public OnnxGraph Attribute(string operation, string name, byte[] graph)
    {
        _graph.Message(1, new ProtobufWriter().Text(4, operation)
            .Message(5, new ProtobufWriter().Text(1, name).Bytes(6, graph).Integer(20, GraphAttribute)));
        return this;
    }

    /// <summary>The graph alone, for <see cref="Attribute"/>.</summary>
    public byte[] Graph() => _graph.ToArray();

    /// <summary>The model file.</summary>
    public byte[] ToBytes() => new ProtobufWriter()
        .Integer(1, 7)
        .Text(2, "kws-tests")
        .Text(4, "kws.test")
        .Integer(5, 3)
        .Text(6, "A tiny model for tests")
        .Message(7, _graph)
        .Message(8, new ProtobufWriter().Text(1, "").Integer(2, 13))
        .ToArray();

    private OnnxGraph Constant(string name, int type, ReadOnlySpan<byte> raw, long[] shape)
    {
        var tensor = new ProtobufWriter();
        foreach (var dimension in shape)
            tensor.Integer(1, dimension);
        _graph.Message(5, tensor.Integer(2, type).Text(8, name).Bytes(9, raw));
        return this;
    }

    private static ProtobufWriter Value(string name, int type, long[] shape)
    {
        var dimensions = new ProtobufWriter();
        // Two open dimensions of one name would be of one size.
        foreach (var (axis, dimension) in shape.Index())
            dimensions.Message(1, dimension < 0
                ? new ProtobufWriter().Text(2, axis == 0 ? "batch" : $"{name}_{axis}")
                : new ProtobufWriter().Integer(1, dimension));
        var tensor = new ProtobufWriter().Integer(1, type).Message(2, dimensions);
        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensor));
    }
}
