using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Kws.TestSupport.Fuzzing;

/// <summary>Calls every method of a service of a live server: with messages of any bytes, with sound ones of which one
/// is changed blindly, and with sound ones, which are OK whatever came before.</summary>
public static class RequestFuzz
{
    // What a caller may be told: never UNKNOWN, INTERNAL or CANCELLED, which it did not cause.
    private static readonly StatusCode[] s_documented =
    [
        StatusCode.OK, StatusCode.InvalidArgument, StatusCode.NotFound, StatusCode.FailedPrecondition,
        StatusCode.ResourceExhausted,
    ];

    private const int Rounds = 8;
    private const int LastNearlySound = 3;
    private const int MostMessages = 5;
    private const int LongestDetail = 2_000;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);
    private static readonly Marshaller<byte[]> s_raw = Marshallers.Create(bytes => bytes, bytes => bytes);

    /// <summary>One call for each seed; a fault tells its seed.</summary>
    /// <param name="invoker">To the server.</param>
    /// <param name="service">The service's generated descriptor.</param>
    /// <param name="usual">How many seeds when all tests run.</param>
    /// <param name="sound">By method, for every one: the messages of a call that is OK.</param>
    /// <param name="further">What the service documents besides what all do.</param>
    /// <param name="stateful">By method: what its sound call may be too, for what other calls did.</param>
    /// <returns>The statuses that came.</returns>
    public static async Task<IReadOnlySet<StatusCode>> RunAsync(
        CallInvoker invoker, ServiceDescriptor service, int usual, IReadOnlyDictionary<string, IMessage[]> sound,
        IReadOnlyCollection<StatusCode>? further = null, IReadOnlyDictionary<string, StatusCode>? stateful = null)
    {
        Assert.Equal(service.Methods.Select(method => method.Name).Order(), sound.Keys.Order());
        var seen = new HashSet<StatusCode>();
        foreach (var seed in FuzzRun.Seeds(usual, service.FullName))
        {
            var method = service.Methods[seed % service.Methods.Count];
            var round = seed / service.Methods.Count % Rounds;
            var messages = Messages(method, round, sound[method.Name], new Random(seed));
            var status = await StatusAsync(invoker, method, messages);
            var told = $"seed {seed} (KWS_FUZZ_SEED={seed}), {method.Name}: {status.StatusCode}: {status.Detail}";
            Assert.True(
                status.StatusCode == StatusCode.OK
                || stateful?.GetValueOrDefault(method.Name) == status.StatusCode
                || (round > 0 && (s_documented.Contains(status.StatusCode)
                    || further?.Contains(status.StatusCode) == true)), told);
            // Then the client made it up, of a reset.
            Assert.True(status.DebugException is null, $"{told}: {status.DebugException}");
            Assert.True(status.Detail.Length <= LongestDetail, told);
            seen.Add(status.StatusCode);
        }
        return seen;
    }

    // Of eight calls of a method the first is sound and three are nearly so.
    private static byte[][] Messages(MethodDescriptor method, int round, IMessage[] sound, Random random)
    {
        if (round > LastNearlySound)
            return [.. Enumerable.Range(0, method.IsClientStreaming ? random.Next(1, MostMessages + 1) : 1)
                .Select(_ => RandomMessage.Bytes(method.InputType, random))];
        byte[][] messages = [.. sound.Select(message => message.ToByteArray())];
        if (round > 0 && random.Next(messages.Length) is var changed)
            messages[changed] = ByteMutation.Mutate(messages[changed], random);
        return messages;
    }

    private static async Task<Status> StatusAsync(CallInvoker invoker, MethodDescriptor method, byte[][] messages)
    {
        // Any method can be called so: what travels is the same.
        var raw = new Method<byte[], byte[]>(
            MethodType.DuplexStreaming, method.Service.FullName, method.Name, s_raw, s_raw);
        using var call = invoker.AsyncDuplexStreamingCall(
            raw, null, new CallOptions(deadline: DateTime.UtcNow + s_longest));
        try
        {
            foreach (var message in messages)
                await call.RequestStream.WriteAsync(message).WithTimeout();
            await call.RequestStream.CompleteAsync().WithTimeout();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or IOException or HttpRequestException)
        {
            // The call ended while it was sent to; its status comes with reading.
        }
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout())
            {
                // Only the end counts.
            }
            return call.GetStatus();
        }
        catch (RpcException e)
        {
            return e.Status;
        }
    }
}
