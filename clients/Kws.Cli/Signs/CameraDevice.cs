using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Kws.Contracts;
using Kws.Vision.V1;

namespace Kws.Cli.Signs;

/// <summary>Streams frames to the service and yields what it answers, until all is answered.</summary>
internal sealed class CameraDevice(
    SignReader.SignReaderClient client,
    ReadConfig config,
    TimeSpan frameTime,
    bool realTime,
    TimeProvider timeProvider)
{
    public async IAsyncEnumerable<ReadResponse> ReadAsync(
        IAsyncEnumerable<CameraFrame> frames,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var call = client.Read(cancellationToken: stop.Token);
        var sending = SendAsync(frames, call.RequestStream, stop.Token);
        try
        {
            while (await call.ResponseStream.MoveNext(stop.Token))
                yield return call.ResponseStream.Current;
            await sending;
        }
        finally
        {
            await stop.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync(
        IAsyncEnumerable<CameraFrame> frames,
        IClientStreamWriter<ReadRequest> requests,
        CancellationToken cancellationToken)
    {
        try
        {
            await requests.WriteOrLeaveAsync(new ReadRequest { Config = config }, cancellationToken);
            var started = timeProvider.GetTimestamp();
            await foreach (var frame in frames.WithCancellation(cancellationToken))
            {
                var captured = frameTime * frame.Index;
                var early = captured - timeProvider.GetElapsedTime(started);
                if (realTime && early > TimeSpan.Zero)
                    await Task.Delay(early, timeProvider, cancellationToken);
                var image = new Image { Data = UnsafeByteOperations.UnsafeWrap(frame.Data) };
                await requests.WriteOrLeaveAsync(new ReadRequest
                {
                    Frame =
                    new Frame { Image = image, Captured = Duration.FromTimeSpan(captured) }
                }, cancellationToken);
            }
        }
        catch (RpcException)
        {
            // The reader of responses gets the call's status and reports it.
            return;
        }
        finally
        {
            // Also when the frames could not be read: the server answers what it got, then the reader ends.
            if (!cancellationToken.IsCancellationRequested)
                await requests.CompleteAsync();
        }
    }
}

/// <summary>A frame as a camera took it.</summary>
/// <param name="Data">A JPEG or PNG.</param>
/// <param name="Index">Counts the frames that were lost too: the device's clock goes on while they are away.</param>
internal readonly record struct CameraFrame(byte[] Data, long Index);
