using Grpc.Core;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.Time.Testing;

namespace Kws.ServiceDefaults.Tests.Calls;

public class PatientWriterTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider _timeProvider = new();
    private readonly SlowClient _client = new();

    [Fact]
    public async Task Write_ClientTakesItWithinTheLimit_CallGoesOn()
    {
        var write = Writer().WriteAsync("a");
        _timeProvider.Advance(Limit - TimeSpan.FromMilliseconds(1));
        Assert.False(write.IsCompleted);

        _client.Taken.SetResult();

        await write.WithTimeout();
    }

    [Fact]
    public async Task Write_ClientTakesNothingForTheLimit_IsCut()
    {
        var write = Writer().WriteAsync("a");

        _timeProvider.Advance(Limit);

        var failure = await Assert.ThrowsAsync<LimitExceededException>(() => write.AsTask()).WithTimeout();
        Assert.Equal("unread responses: none taken for 15 s exceeds the limit of 15 s", failure.Message);
    }

    [Fact]
    public async Task Write_Buffered_HandsTheOptionOn()
    {
        _client.Taken.SetResult();
        await Writer().WriteAsync("a", new WriteOptions(WriteFlags.BufferHint));
        Assert.Equal(WriteFlags.BufferHint, _client.WriteOptions!.Flags);
    }

    private PatientWriter<string> Writer() => new(_client, Limit, _timeProvider, CancellationToken.None);

    private sealed class SlowClient : IServerStreamWriter<string>
    {
        public TaskCompletionSource Taken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(string message) => Taken.Task;

        public Task WriteAsync(string message, CancellationToken cancellationToken) => Taken.Task;
    }
}
