using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Kws.Audio.V1;
using Kws.Cli.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;

namespace Kws.Cli.Keywords;

/// <summary>
/// Sends clips over one <c>ClassifyMany</c> call and yields the results in the order of the clips.
/// Files are read ahead by a few tasks; the call's own flow control bounds what is in flight.
/// </summary>
internal sealed class ClipClassifier(KeywordSpotter.KeywordSpotterClient client, int top)
{
    private const int ReadAhead = 16;

    public async IAsyncEnumerable<FileResult<ClassifyResponse>> ClassifyAsync(
        IReadOnlyList<InputFile> clips, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var call = client.ClassifyMany(cancellationToken: stop.Token);
        // Which clip waits for which answer; null stands for a file that could not be read and was not sent.
        var pending = Channel.CreateBounded<(InputFile Clip, string? Error)>(4096);
        var sending = SendAsync(clips, call.RequestStream, pending.Writer, stop.Token);
        try
        {
            await foreach ((var clip, var error) in pending.Reader.ReadAllAsync(stop.Token))
            {
                if (error is not null)
                    yield return new FileResult<ClassifyResponse>(clip, null, error);
                else if (await call.ResponseStream.MoveNext(stop.Token))
                    yield return ResultOf(clip, call.ResponseStream.Current);
                else
                    throw new CommandFailedException("the server ended the call before all clips were answered",
                        "Look at the server's log.");
            }
            await sending;
        }
        finally
        {
            await stop.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static FileResult<ClassifyResponse> ResultOf(InputFile clip, ClassifyManyResponse response) =>
        response.OutcomeCase == ClassifyManyResponse.OutcomeOneofCase.Result
            ? new FileResult<ClassifyResponse>(clip, response.Result, null)
            : new FileResult<ClassifyResponse>(clip, null, response.Error.Message);

    private async Task SendAsync(
        IReadOnlyList<InputFile> clips, IClientStreamWriter<ClassifyManyRequest> requests,
        ChannelWriter<(InputFile, string?)> pending, CancellationToken cancellationToken)
    {
        try
        {
            var reading = new Queue<(InputFile Clip, Task<byte[]> Wav)>();
            var next = 0;
            while (next < clips.Count || reading.Count > 0)
            {
                while (reading.Count < ReadAhead && next < clips.Count)
                {
                    var clip = clips[next++];
                    reading.Enqueue((clip, AudioFile.ReadAsWavAsync(clip.Path, cancellationToken)));
                }
                (var sent, var wav) = reading.Dequeue();
                await SendOneAsync(sent, wav, requests, pending, cancellationToken);
            }
            await requests.CompleteAsync();
            pending.Complete();
        }
        catch (Exception exception)
        {
            // A broken call is reported by the reader of responses; it must not wait for more clips.
            pending.Complete(exception is RpcException ? null : exception);
        }
    }

    private async Task SendOneAsync(
        InputFile clip, Task<byte[]> reading, IClientStreamWriter<ClassifyManyRequest> requests,
        ChannelWriter<(InputFile, string?)> pending, CancellationToken cancellationToken)
    {
        byte[] wav;
        try
        {
            wav = await reading;
        }
        catch (Exception exception) when (exception is BadInputException or CommandFailedException or IOException)
        {
            await pending.WriteAsync((clip, exception.Message), cancellationToken);
            return;
        }
        // Announced before it is sent: if the call breaks, the reader finds out why by waiting for this answer.
        await pending.WriteAsync((clip, null), cancellationToken);
        await requests.WriteAsync(new ClassifyManyRequest
        {
            ClipId = clip.Name.Length <= 128 ? clip.Name : clip.Name[^128..],
            Clip = new ClassifyRequest { Wav = UnsafeByteOperations.UnsafeWrap(wav), Top = top },
        }, cancellationToken);
    }
}
