using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Kws.TestSupport.Fuzzing;

/// <summary>Protobuf messages with fields of any value.</summary>
public static class RandomMessage
{
    private const int MostDepth = 4;

    /// <summary>The bytes of a message of the type, about half of them changed blindly.</summary>
    public static byte[] Bytes(MessageDescriptor type, Random random)
    {
        var bytes = Make(type, random, 0).ToByteArray();
        return random.Next(2) == 0 ? bytes : ByteMutation.Mutate(bytes, random);
    }

    private static IMessage Make(MessageDescriptor type, Random random, int depth)
    {
        var message = type.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (random.Next(3) == 0 || field.IsMap || (field.FieldType == FieldType.Message && depth == MostDepth))
                continue;
            if (!field.IsRepeated)
                field.Accessor.SetValue(message, Value(field, random, depth));
            else
                for (var count = random.Next(4); count > 0; count--)
                    ((IList)field.Accessor.GetValue(message)).Add(Value(field, random, depth));
        }
        return message;
    }

    private static object Value(FieldDescriptor field, Random random, int depth) => field.FieldType switch
    {
        FieldType.Message => Make(field.MessageType, random, depth + 1),
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, random.Next(8) == 0 ? Number(random) : random.Next(6)),
        FieldType.String => Text(random),
        FieldType.Bytes => ByteString.CopyFrom(Blob(random)),
        FieldType.Bool => random.Next(2) == 0,
        FieldType.Double => Real(random),
        FieldType.Float => (float)Real(random),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 =>
            random.Next(2) == 0 ? (long)Number(random) : random.NextInt64(),
        FieldType.UInt64 or FieldType.Fixed64 => (ulong)random.NextInt64(),
        FieldType.UInt32 or FieldType.Fixed32 => (uint)Number(random),
        _ => Number(random),
    };

    private static int Number(Random random) => random.Next(6) switch
    {
        0 => int.MinValue,
        1 => -1,
        2 => int.MaxValue,
        3 => 16_000,
        _ => random.Next(-3, 2_000),
    };

    private static double Real(Random random) => random.Next(5) switch
    {
        0 => double.NaN,
        1 => double.PositiveInfinity,
        2 => -1e300,
        _ => random.NextDouble(),
    };

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(random.Next(10) == 0 ? 3_000 : 12))
            .Select(_ => char.ConvertFromUtf32(random.Next(4) == 0 ? random.Next(1, 0xD7FF) : random.Next(32, 127))));

    private static byte[] Blob(Random random)
    {
        var blob = new byte[random.Next(2) * random.Next(3_200)];
        random.NextBytes(blob);
        return blob;
    }
}
