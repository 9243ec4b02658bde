namespace Kws.Models;

/// <summary>
/// Finds weights that a serialised graph keeps in other files. ONNX Runtime opens those from the process's working
/// directory when the graph itself comes from memory: bytes that nobody hashed.
/// </summary>
/// <remarks>Walks the messages of onnx.proto3 (IR version 10) as protobuf's own wire format has them; what is no such
/// message is told as malformed, so that nothing hides where ONNX Runtime might still find it.</remarks>
internal static class ExternalWeights
{
    // A graph in an attribute of a node in a graph: deeper than any real model.
    private const int MaxDepth = 60;

    private const uint ExternalDataField = 13;
    private const uint DataLocationField = 14;

    private enum Message
    {
        None,
        Model,
        Graph,
        Node,
        Attribute,
        Tensor,
        SparseTensor,
        Function,
        Training,
    }

    /// <summary>Why the model must not be loaded; null: it is whole in itself.</summary>
    public static string? FaultOf(ReadOnlySpan<byte> model)
    {
        if (model.Length >= 8 && model[4..8].SequenceEqual("ORTM"u8))
            return "is in ORT format; expected an ONNX file";
        var walk = new Walk(model);
        if (!walk.Message(Message.Model, model.Length, 0))
            return "is no serialised ONNX graph; expected an ONNX file";
        return walk.IsExternal
            ? "keeps weights in other files (external data); expected all weights in it"
            : null;
    }

    private static Message PartOf(Message message, uint field) => (message, field) switch
    {
        (Message.Model, 7) => Message.Graph,
        (Message.Model, 20) => Message.Training,
        (Message.Model, 25) => Message.Function,
        (Message.Training, 1 or 2) => Message.Graph,
        (Message.Graph, 1) => Message.Node,
        (Message.Graph, 5) => Message.Tensor,
        (Message.Graph, 15) => Message.SparseTensor,
        (Message.Node, 5) => Message.Attribute,
        (Message.Function, 7) => Message.Node,
        (Message.Function, 11) => Message.Attribute,
        (Message.Attribute, 5 or 10) => Message.Tensor,
        (Message.Attribute, 6 or 11) => Message.Graph,
        (Message.Attribute, 22 or 23) => Message.SparseTensor,
        (Message.SparseTensor, 1 or 2) => Message.Tensor,
        _ => Message.None,
    };

    private ref struct Walk(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _at;

        public bool IsExternal { get; private set; }

        // False: no such message ends there.
        public bool Message(Message message, int end, int depth)
        {
            if (depth > MaxDepth)
                return false;
            while (_at < end)
            {
                if (!Varint(end, out var tag) || tag >> 3 is 0 or > int.MaxValue)
                    return false;
                if (!Field(message, (uint)(tag >> 3), (int)(tag & 7), end, depth))
                    return false;
            }
            return _at == end;
        }

        private bool Field(Message message, uint field, int wireType, int end, int depth)
        {
            if (message == ExternalWeights.Message.Tensor && field == ExternalDataField)
                IsExternal = true;
            switch (wireType)
            {
                case 0:
                    if (!Varint(end, out var value))
                        return false;
                    IsExternal |= message == ExternalWeights.Message.Tensor && field == DataLocationField && value != 0;
                    return true;
                case 1:
                    return Skip(8, end);
                case 2:
                    return Bytes(PartOf(message, field), end, depth);
                case 5:
                    return Skip(4, end);
                default:
                    // Groups, which onnx.proto3 has none of.
                    return false;
            }
        }

        private bool Bytes(Message part, int end, int depth)
        {
            if (!Varint(end, out var length) || length > (ulong)(end - _at))
                return false;
            return part == ExternalWeights.Message.None
                ? Skip((int)length, end)
                : Message(part, _at + (int)length, depth + 1);
        }

        private bool Skip(int count, int end)
        {
            if (count > end - _at)
                return false;
            _at += count;
            return true;
        }

        private bool Varint(int end, out ulong value)
        {
            value = 0;
            for (var shift = 0; shift < 64 && _at < end; shift += 7)
            {
                var next = _bytes[_at++];
                value |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80)
                    return true;
            }
            return false;
        }
    }
}
