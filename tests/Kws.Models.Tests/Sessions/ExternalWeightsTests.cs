using System.Security.Cryptography;

namespace Kws.Models.Tests.Sessions;

/// <summary>Serialised graphs, written field by field, that hide weights elsewhere or are no graphs.</summary>
public sealed class ExternalWeightsTests : IDisposable
{
    private const string External = "model.onnx keeps weights in other files (external data)";
    private const string NoGraph = "model.onnx is no serialised ONNX graph; expected an ONNX file";

    // A tensor with a data location, and one with a reference to a file.
    private static readonly byte[] s_located = [0x70, 0x01];
    private static readonly byte[] s_referred = Field(13, []);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, byte[]> Hidden => new()
    {
        { "initialiser with a location", Model(Field(5, s_located)) },
        { "initialiser with a reference", Model(Field(5, s_referred)) },
        { "values of a sparse initialiser", Model(Field(15, Field(1, s_located))) },
        { "indices of a sparse initialiser", Model(Field(15, Field(2, s_located))) },
        { "tensor of an attribute", Model(Node(Field(5, s_located))) },
        { "one of an attribute's tensors", Model(Node(Field(10, s_located))) },
        { "sparse tensor of an attribute", Model(Node(Field(22, Field(1, s_located)))) },
        { "one of an attribute's sparse tensors", Model(Node(Field(23, Field(2, s_referred)))) },
        { "graph of an attribute", Model(Node(Field(6, Field(5, s_located)))) },
        { "one of an attribute's graphs", Model(Node(Field(11, Field(5, s_located)))) },
        { "node of a function", Field(25, Field(7, Field(5, Field(5, s_located)))) },
        { "default attribute of a function", Field(25, Field(11, Field(5, s_referred))) },
        { "graph of training", Field(20, Field(1, Field(5, s_located))) },
        { "algorithm of training", Field(20, Field(2, Field(5, s_located))) },
        { "a location behind other fields", Model(Field(5, [.. Field(8, "w"u8), 0x10, 0x01, .. s_located])) },
        { "a location that is written twice", Model(Field(5, [0x70, 0x00, .. s_located, 0x70, 0x00])) },
    };

    public static TheoryData<string, byte[]> Broken => new()
    {
        { "a tag that ends within", [0x80] },
        { "a tag without an end", [.. Enumerable.Repeat((byte)0xFF, 11)] },
        { "field number zero", [0x00, 0x01] },
        { "a number that ends within", [0x08, 0x80] },
        { "fixed 64 bits cut short", [0x09, 1, 2, 3] },
        { "fixed 32 bits cut short", [0x0D, 1, 2, 3] },
        { "bytes longer than the file", [0x3A, 0x7F, 1] },
        { "bytes of two to the 63", [0x3A, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01] },
        { "a group", [0x0B, 0x0C] },
        { "an unknown wire type", [0x0F] },
        { "a graph whose node ends within", Field(7, [0x0A, 0x05, 1]) },
        { "a part that is longer than its whole", [0x3A, 0x02, 0x2A, 0x02, 0x70, 0x01] },
    };

    [Theory]
    [MemberData(nameof(Hidden))]
    public void Model_WithWeightsElsewhere_IsRefusedWhereverTheyAreNamed(string _, byte[] model) =>
        Assert.Contains(External, Refusal(model), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Broken))]
    public void Model_ThatIsNoMessage_IsRefusedUnopened(string _, byte[] model) =>
        Assert.Contains(NoGraph, Refusal(model), StringComparison.Ordinal);

    [Fact]
    public void Model_NestedForEver_IsRefusedUnopened()
    {
        byte[] graph = [];
        for (var depth = 0; depth < 25; depth++)
            graph = Field(1, Field(5, Field(6, graph)));

        Assert.Contains(NoGraph, Refusal(Field(7, graph)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("strange")]
    [InlineData("stored")]
    public void Model_WithAFieldOfThatNumberElsewhere_IsLeftToTheRuntime(string kind)
    {
        // Field 14 of a node is none of a tensor; a location of 0 is the file itself.
        var model = kind == "strange" ? Model(Field(1, s_located)) : Model(Field(5, [0x70, 0x00]));

        var refusal = Refusal(model);

        Assert.DoesNotContain("external data", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("no serialised ONNX graph", refusal, StringComparison.Ordinal);
    }

    private static byte[] Model(byte[] graph) => Field(7, graph);

    private static byte[] Node(byte[] attribute) => Field(1, Field(5, attribute));

    private static byte[] Field(int number, ReadOnlySpan<byte> content)
    {
        var bytes = new List<byte>();
        void Varint(int value)
        {
            for (; value >= 0x80; value >>= 7)
                bytes.Add((byte)(value | 0x80));
            bytes.Add((byte)value);
        }
        Varint(number << 3 | 2);
        Varint(content.Length);
        bytes.AddRange(content);
        return [.. bytes];
    }

    private string Refusal(byte[] model)
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path, change: manifest =>
        {
            manifest["files"]![0]!["bytes"] = model.Length;
            manifest["files"]![0]!["sha256"] = Convert.ToHexStringLower(SHA256.HashData(model));
        });
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), model);
        return Assert.Throws<InvalidModelPackageException>(() => KeywordModel.Load(folder)).Message;
    }
}
