using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Kws.Features.V1;

namespace Kws.FeatureExtraction.Tests.Grpc;

/// <summary>Every field of every request, set to what nobody means: the right status, and the server goes on.</summary>
public sealed class ExtractFuzzTests(SharedExtraction shared) : IClassFixture<SharedExtraction>, IDisposable
{
    public void Dispose() => shared.Host.Logs.AssertNoErrors();

    private static readonly object[] Doubles =
        [double.NaN, double.PositiveInfinity, -1e300, -1.0, 0.0, double.Epsilon, 0.5, 1e300];
    private static readonly object[] Integers = [int.MinValue, -1, 0, 1, 3, 17, 65_536, int.MaxValue];
    private static readonly object[] Longs = [long.MinValue, -1L, 0L, 1L, long.MaxValue];

    public static TheoryData<string> SpecFields =>
        [.. FeatureSpec.Descriptor.Fields.InDeclarationOrder().Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(SpecFields))]
    public async Task Extract_SpecFieldOfAnyValue_IsFramesOrAFaultOfTheStream(string fieldName)
    {
        var host = shared.Host;
        using var call = new ExtractDialogue(host.Client.Extract());
        var field = FeatureSpec.Descriptor.FindFieldByName(fieldName);
        var reading = call.ReadAllAsync();
        uint id = 0;
        foreach (var value in Values(field))
        {
            var open = Requests.Open(++id);
            field.Accessor.SetValue(open.Open.Spec, value);
            await call.SendAsync(open, Requests.S16(id, new byte[3_200]), Requests.Close(id));
        }

        await call.CompleteAsync();
        var responses = await reading.WithTimeout();

        Assert.All(Enumerable.Range(1, (int)id), stream =>
        {
            var last = responses[(uint)stream].Last();
            Assert.True(last.Closed is not null || last.Failed.StatusCode == (int)StatusCode.InvalidArgument,
                $"stream {stream}: {last}");
            Assert.Contains("; allowed: ", last.Failed?.Message ?? "; allowed: ", StringComparison.Ordinal);
        });
        await AssertServesAsync(host);
    }

    [Fact]
    public async Task Extract_OpenFieldsOfAnyValue_IsFramesOrAFaultOfTheStream()
    {
        var host = shared.Host;
        using var call = new ExtractDialogue(host.Client.Extract());
        uint id = 0;
        foreach (var name in new[] { "sample_rate_hz", "first_frame_index" })
        {
            var field = Open.Descriptor.FindFieldByName(name);
            foreach (var value in Values(field))
            {
                var open = Requests.Open(++id);
                field.Accessor.SetValue(open.Open, value);
                await call.SendAsync(open, Requests.S16(id, new byte[3_200]), Requests.Close(id));
            }
        }

        await call.CompleteAsync();
        var responses = await call.ReadAllAsync();

        Assert.All(Enumerable.Range(1, (int)id), stream => Assert.True(
            responses[(uint)stream]
                .Last() is { Closed: not null } or { Failed.StatusCode: (int)StatusCode.InvalidArgument }));
        await AssertServesAsync(host);
    }

    [Fact]
    public async Task Extract_SeededRandomMessages_EndWithADocumentedStatus()
    {
        var host = shared.Host;
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            using var call = new ExtractDialogue(host.Client.Extract());
            var status = await StatusAsync(call, Enumerable.Range(0, 20).Select(_ => RandomRequest(random)).ToArray());
            Assert.True(status is StatusCode.OK or StatusCode.InvalidArgument, $"seed {seed}: {status}");
        }

        await AssertServesAsync(host);
    }

    private static async Task<StatusCode> StatusAsync(ExtractDialogue call, ExtractRequest[] requests)
    {
        try
        {
            await call.SendAsync(requests);
            await call.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The call ended while we were sending; its status comes with reading.
        }

        try
        {
            await call.ReadAllAsync();
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    private static ExtractRequest RandomRequest(Random random)
    {
        var id = (uint)random.Next(random.Next(12) == 0 ? 1 : 4);
        var bytes = new byte[random.Next(2_000)];
        random.NextBytes(bytes);
        return random.Next(8) switch
        {
            0 or 1 => Requests.Open(id, rate: random.Next(3) * 8_000),
            2 or 3 => Requests.S16(id, bytes),
            4 => new ExtractRequest { StreamId = id, Pcm = new Pcm { F32Le = ByteString.CopyFrom(bytes) } },
            5 => Requests.Close(id),
            6 => new ExtractRequest
            {
                Parts =
                { Requests.Open(id + 1), Requests.S16(id + 1, bytes), Requests.Close(id + 1) }
            },
            _ => new ExtractRequest { StreamId = id, Open = new Open() },
        };
    }

    private static IEnumerable<object> Values(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Double => Doubles,
        FieldType.Int64 => Longs,
        FieldType.Enum => Integers.Select(value => Enum.ToObject(field.EnumType.ClrType, (int)value)),
        _ => Integers,
    };

    private static async Task AssertServesAsync(FeatureExtractionHost host)
    {
        using var call = new ExtractDialogue(host.Client.Extract());
        await call.SendAsync(Requests.Open(1), Requests.S16(1, new byte[800]), Requests.Close(1));
        await call.CompleteAsync();
        Assert.Equal(1, (await call.ReadAllAsync())[1].Last().Closed.FramesTotal);
    }
}
