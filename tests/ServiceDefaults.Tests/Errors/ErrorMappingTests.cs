using Grpc.Core;
using Kws.ServiceDefaults.Tests.Generated;

namespace Kws.ServiceDefaults.Tests.Errors;

public class ErrorMappingTests(SharedProbe shared) : IClassFixture<SharedProbe>
{
    [Theory]
    [InlineData("invalid", StatusCode.InvalidArgument,
        "config.sample_rate_hz: 17 is not allowed; allowed: 8000 or 16000")]
    [InlineData("limit", StatusCode.ResourceExhausted, "open streams: 11 exceeds the limit of 10")]
    [InlineData("not-ready", StatusCode.Unavailable, "the model is loading")]
    [InlineData("precondition", StatusCode.FailedPrecondition, "no model is active")]
    [InlineData("missing", StatusCode.NotFound, "model 'big' is not known")]
    [InlineData("exists", StatusCode.AlreadyExists, "model 'small' exists already")]
    [InlineData("library", StatusCode.InvalidArgument, "channels: 17 is not allowed")]
    [InlineData("status", StatusCode.DataLoss, "as thrown")]
    public async Task Handler_ThrowsDomainError_StatusAndMessageArrive(string what, StatusCode code, string message)
    {
        var failure = await FailAsync(shared.Host, what);
        Assert.Equal((code, message), (failure.StatusCode, failure.Status.Detail));
        shared.Host.Logs.AssertNoErrors();
    }

    [Theory]
    [InlineData("bug", typeof(InvalidOperationException))]
    [InlineData("disk", typeof(IOException))]
    public async Task Handler_ThrowsUnexpected_IsInternalWithoutDetailsAndLoggedOnce(string what, Type exception)
    {
        await using var host = await ProbeHost.StartAsync();
        var failure = await FailAsync(host, what);
        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.DoesNotContain("hunter2", failure.Status.Detail, StringComparison.Ordinal);

        var logged = Assert.Single(host.Logs.Lines, line => line.Level == Microsoft.Extensions.Logging.LogLevel.Error);
        Assert.Equal(1000, logged.Event.Id);
        Assert.IsType(exception, logged.Exception);
        Assert.EndsWith(failure.Status.Detail.Split(' ')[^1], logged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handler_CallerCancels_IsCancelledAndNoError()
    {
        await using var host = await ProbeHost.StartAsync();
        using var source = new CancellationTokenSource();
        var call = host.Client.DoAsync(new Order { What = "wait" }, cancellationToken: source.Token);
        await host.State.Waiting.Task.WithTimeout();
        await source.CancelAsync();
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync).WithTimeout();
        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
        await host.StopAsync().WithTimeout();
        host.Logs.AssertNoErrors();
    }

    [Fact]
    public async Task Handler_DeadlinePasses_IsDeadlineExceededAndNoError()
    {
        await using var host = await ProbeHost.StartAsync();
        var failure = await Assert.ThrowsAsync<RpcException>(
            () => host.Client.DoAsync(new Order { What = "wait" }, deadline: DateTime.UtcNow.AddMilliseconds(300))
                .ResponseAsync).WithTimeout();
        Assert.True(Deadline.Ended(failure), failure.Status.ToString());
        await host.StopAsync().WithTimeout();
        host.Logs.AssertNoErrors();
    }

    [Fact]
    public async Task Request_OverTheConfiguredLimit_IsResourceExhausted()
    {
        await using var host = await ProbeHost.StartAsync(null, ("Grpc:MaxReceiveMessageBytes", "2048"));
        var request = new Order { Padding = Google.Protobuf.ByteString.CopyFrom(new byte[2049]) };
        var failure = await Assert.ThrowsAsync<RpcException>(() => host.Client.DoAsync(request).ResponseAsync)
            .WithTimeout();
        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Fact]
    public async Task Options_OutOfRange_StopTheStart()
    {
        var failure = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => ProbeHost.StartAsync(null, ("Grpc:MaxReceiveMessageBytes", "-1")));
        Assert.Contains("MaxReceiveMessageBytes", failure.Message, StringComparison.Ordinal);
    }

    private static Task<RpcException> FailAsync(ProbeHost host, string what) =>
        Assert.ThrowsAsync<RpcException>(() => host.Client.DoAsync(new Order { What = what }).ResponseAsync)
            .WithTimeout();
}
