using Grpc.Core;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;

namespace Kws.ServiceDefaults.Tests.Calls;

public class CallOutcomeTests
{
    public static TheoryData<string, Exception> Ends => new()
    {
        { "cut", new LimitExceededException("unread responses", "9", "8") },
        { "cancelled", new RpcException(new Status(StatusCode.Cancelled, "")) },
        { "cancelled", new RpcException(new Status(StatusCode.DeadlineExceeded, "")) },
        { "interrupted", new NotReadyException("draining") },
        { "refused", new InvalidRequestException("top", -1, "0 or more") },
        { "failed", new InvalidOperationException("bug") },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Report_CallThatThrows_TellsWhyAndThrowsOn(string expected, Exception end)
    {
        var told = new List<string>();
        var thrown = await Assert.ThrowsAsync(
            end.GetType(), () =>
                CallOutcome.ReportAsync(() => Task.FromException(end), told.Add, CancellationToken.None));
        Assert.Same(end, thrown);
        Assert.Equal([expected], told);
    }

    [Fact]
    public async Task Report_CallThatEnds_IsCompleted()
    {
        var told = new List<string>();
        await CallOutcome.ReportAsync(() => Task.CompletedTask, told.Add, CancellationToken.None);
        Assert.Equal([CallOutcome.Completed], told);
    }

    [Fact]
    public void Of_AnyFaultOfACancelledCall_IsCancelled() =>
        Assert.Equal(CallOutcome.Cancelled,
            CallOutcome.Of(new IOException("reset"), new CancellationToken(canceled: true)));
}
