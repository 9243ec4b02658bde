using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Kws.Vision.V1;

namespace Kws.Cli.Signs;

/// <summary>Streams frames to the service and yields what it answers, until all is answered.</summary>
internal sealed class CameraDevice(SignReader.SignReaderClient client, ReadConfig config, TimeSpan frameTime, bool realTime, TimeProvider time)
{
    public async IAsyncEnumerable<ReadResponse> ReadAsync(IAsyncEnumerable<byte[]> frames, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using AsyncDuplexStreamingCall<ReadRequest, ReadResponse> call = client.Read(cancellationToken: stop.Token);
        Task sending = SendAsync(frames, call.RequestStream, stop.Token);
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

    private async Task SendAsync(IAsyncEnumerable<byte[]> frames, IClientStreamWriter<ReadRequest> requests, CancellationToken cancellation)
    {
        try
        {
            await requests.WriteAsync(new ReadRequest { Config = config }, cancellation);
            long started = time.GetTimestamp();
            long index = 0;
            await foreach (byte[] frame in frames.WithCancellation(cancellation))
            {
                TimeSpan captured = frameTime * index++;
                TimeSpan early = captured - time.GetElapsedTime(started);
                if (realTime && early > TimeSpan.Zero)
                    await Task.Delay(early, time, cancellation);
                var image = new Image { Data = UnsafeByteOperations.UnsafeWrap(frame) };
                await requests.WriteAsync(new ReadRequest { Frame = new Frame { Image = image, Captured = Duration.FromTimeSpan(captured) } }, cancellation);
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
            if (!cancellation.IsCancellationRequested)
                await requests.CompleteAsync();
        }
    }
}
