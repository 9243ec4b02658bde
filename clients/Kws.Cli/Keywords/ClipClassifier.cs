using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Kws.Audio.V1;
using Kws.Cli.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;
using Kws.Contracts;

namespace Kws.Cli.Keywords;

/// <summary>
/// Sends clips over a <c>ClassifyMany</c> call and yields the results in the order of the clips.
/// Files are read ahead by a few tasks; the call's own flow control bounds what is in flight.
/// </summary>
internal sealed class ClipClassifier(KeywordSpotter.KeywordSpotterClient client, int top)
{
    private const int ReadAhead = 16;

    /// <summary>A clip that waits for its answer, or could not be read and was not sent.</summary>
    private sealed record Pending(InputFile Clip, Origin? Sent, string? Error);

    /// <summary>The server ended a call in good order with clips unanswered: seen where the call before it was ended by
    /// a clip, and on servers that have a fault.</summary>
    private sealed class EndedEarlyException : Exception;

    /// <summary>What of a clip is needed when the answer comes.</summary>
    private sealed record Origin(int FileRateHz, int SentRateHz, IReadOnlyList<string> Warnings);

    public async IAsyncEnumerable<FileResult<ClassifyResponse>> ClassifyAsync(
        IReadOnlyList<InputFile> clips, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Usually one call; a clip larger than the server's messages may be ends it, and the next goes on behind it.
        var lostAt = -1;
        for (var next = 0; next < clips.Count;)
        {
            await using var results = OneCallAsync([.. clips.Skip(next)], cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            while (next < clips.Count)
            {
                var (result, isLost) = await NextAsync(results, clips[next], mayBeLost: lostAt < next);
                lostAt = isLost ? next : lostAt;
                if (result is null)
                    break;
                next++;
                yield return result;
            }
        }
    }

    /// <summary>The next result; none where a clip has ended the call, or the connection was lost.</summary>
    private static async Task<(FileResult<ClassifyResponse>? Result, bool IsLost)> NextAsync(
        IAsyncEnumerator<FileResult<ClassifyResponse>> results, InputFile clip, bool mayBeLost)
    {
        try
        {
            return await results.MoveNextAsync() ? (results.Current, false) : (null, false);
        }
        catch (RpcException exception) when (MessageSize.IsExceeded(exception))
        {
            return (new FileResult<ClassifyResponse>(clip, null, MessageSize.Words(exception)), false);
        }
        catch (RpcException exception)
            when (mayBeLost && exception.StatusCode is (StatusCode.Internal or StatusCode.Unavailable))
        {
            // What is still on its way for a call that a clip has ended may break off the connection, with the next
            // call on it: once more, on a new one.
            return (null, true);
        }
        catch (EndedEarlyException) when (mayBeLost)
        {
            return (null, true);
        }
        catch (EndedEarlyException)
        {
            throw new CommandFailedException("the server ended the call before all clips were answered",
                "Look at the server's log.");
        }
    }

    private async IAsyncEnumerable<FileResult<ClassifyResponse>> OneCallAsync(
        InputFile[] clips, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var call = client.ClassifyMany(cancellationToken: stop.Token);
        var pending = Channel.CreateBounded<Pending>(4096);
        var sending = SendAsync(clips, call.RequestStream, pending.Writer, stop.Token);
        try
        {
            await foreach (var waiting in pending.Reader.ReadAllAsync(stop.Token))
            {
                if (waiting.Sent is null)
                    yield return new FileResult<ClassifyResponse>(waiting.Clip, null, waiting.Error);
                else if (await call.ResponseStream.MoveNext(stop.Token))
                    yield return ResultOf(waiting.Clip, waiting.Sent, call.ResponseStream.Current);
                else
                    throw new EndedEarlyException();
            }
            await sending;
        }
        finally
        {
            await stop.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static FileResult<ClassifyResponse> ResultOf(InputFile clip, Origin sent, ClassifyManyResponse response)
    {
        if (response.OutcomeCase != ClassifyManyResponse.OutcomeOneofCase.Result)
            return new FileResult<ClassifyResponse>(clip, null, response.Error.Message);
        var answer = response.Result;
        answer.BestWindowFirstSample = answer.BestWindowFirstSample * sent.FileRateHz / sent.SentRateHz;
        answer.Warnings.AddRange(sent.Warnings);
        return new FileResult<ClassifyResponse>(clip, answer, null);
    }

    private async Task SendAsync(
        IReadOnlyList<InputFile> clips, IClientStreamWriter<ClassifyManyRequest> requests,
        ChannelWriter<Pending> pending, CancellationToken cancellationToken)
    {
        try
        {
            var reading = new Queue<(InputFile Clip, Task<SentClip> Content)>();
            var next = 0;
            while (next < clips.Count || reading.Count > 0)
            {
                while (reading.Count < ReadAhead && next < clips.Count)
                {
                    var clip = clips[next++];
                    reading.Enqueue((clip, AudioFile.ReadToSendAsync(clip.Path, cancellationToken)));
                }
                (var sent, var content) = reading.Dequeue();
                await SendOneAsync(sent, content, requests, pending, cancellationToken);
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
        InputFile clip, Task<SentClip> reading, IClientStreamWriter<ClassifyManyRequest> requests,
        ChannelWriter<Pending> pending, CancellationToken cancellationToken)
    {
        SentClip content;
        try
        {
            content = await reading;
        }
        catch (Exception exception) when (exception is BadInputException or CommandFailedException or IOException)
        {
            await pending.WriteAsync(new Pending(clip, null, exception.Message), cancellationToken);
            return;
        }
        // Announced before it is sent: if the call breaks, the reader finds out why by waiting for this answer.
        var origin = new Origin(content.FileRateHz, content.Recording.SampleRateHz, content.Recording.Warnings);
        await pending.WriteAsync(new Pending(clip, origin, null), cancellationToken);
        await requests.WriteOrLeaveAsync(new ClassifyManyRequest
        {
            ClipId = clip.Name.Length <= 128 ? clip.Name : clip.Name[^128..],
            Clip = new ClassifyRequest { Wav = UnsafeByteOperations.UnsafeWrap(content.ToWav()), Top = top },
        }, cancellationToken);
    }
}
