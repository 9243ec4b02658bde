using Grpc.Core;
using Kws.Cli.Keywords;

namespace Kws.Cli.Tests.Keywords;

public sealed class ReconnectingTests
{
    private static readonly CancellationToken Stopped = new(canceled: true);

    [Theory]
    [InlineData(StatusCode.Unavailable, true)]
    [InlineData(StatusCode.Cancelled, true)]
    [InlineData(StatusCode.Internal, false)]
    [InlineData(StatusCode.Unknown, false)]
    [InlineData(StatusCode.InvalidArgument, false)]
    [InlineData(StatusCode.ResourceExhausted, false)]
    public void LostConnection_ByStatus_IsWorthARetryOnlyIfTheConnectionBroke(StatusCode status, bool isLost) =>
        Assert.Equal(isLost, LostConnection.Is(new RpcException(new Status(status, "")), CancellationToken.None));

    [Theory]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.Unknown)]
    public void LostConnection_BrokenBelowTheCall_IsOne(StatusCode status)
    {
        Assert.True(LostConnection.Is(
            new RpcException(new Status(status, "", new IOException("reset"))), CancellationToken.None));
        Assert.True(LostConnection.Is(
            new RpcException(new Status(status, "", new HttpRequestException("reset"))), CancellationToken.None));
    }

    [Fact]
    public void LostConnection_ServerWithoutRoomThatSaysWhenToTryAgain_IsOne()
    {
        var refusal = new RpcException(new Status(StatusCode.ResourceExhausted, "overloaded"),
            new Metadata { { "grpc-retry-pushback-ms", "5000" } });

        Assert.True(LostConnection.Is(refusal, CancellationToken.None));
        Assert.Equal(TimeSpan.FromSeconds(5), LostConnection.RetryAfter(refusal));
    }

    [Fact]
    public void LostConnection_CancelledByTheUser_IsNone() =>
        Assert.False(LostConnection.Is(new RpcException(new Status(StatusCode.Cancelled, "")), Stopped));

    [Theory]
    [InlineData("16000", 16_000L)]
    [InlineData("-1", null)]
    [InlineData("1e3", null)]
    [InlineData("", null)]
    public void ResumeSample_OfATrailer_IsAWholeNumberOrNone(string trailer, long? expected) =>
        Assert.Equal(expected, LostConnection.ResumeSample(new RpcException(
            new Status(StatusCode.Unavailable, ""), new Metadata { { "kws-resume-sample", trailer } })));

    [Fact]
    public void ResumeSample_WithoutTheTrailer_IsNone() =>
        Assert.Null(LostConnection.ResumeSample(new RpcException(new Status(StatusCode.Unavailable, ""))));

    [Fact]
    public void ReconnectDelay_Repeated_DoublesToThreeSecondsLessAQuarterAtMost()
    {
        var delay = new ReconnectDelay(seed: 1);

        foreach (var most in new[] { 0.1, 0.2, 0.4, 0.8, 1.6, 3, 3 })
            Assert.InRange(delay.Next().TotalSeconds, most * 0.75, most);
        delay.Reset();

        Assert.InRange(delay.Next().TotalSeconds, 0.075, 0.1);
    }

    [Fact]
    public void ReconnectDelay_OfTwoDevices_Differs() =>
        Assert.NotEqual(new ReconnectDelay(1).Next(), new ReconnectDelay(2).Next());

    [Fact]
    public void RecentIds_Repeated_AreRefusedUntilSoManyOthersCame()
    {
        var ids = new RecentIds(capacity: 2);

        Assert.True(ids.Add("a"));
        Assert.False(ids.Add("a"));
        Assert.True(ids.Add("b"));
        Assert.True(ids.Add("c"));
        Assert.True(ids.Add("a"));
    }
}
