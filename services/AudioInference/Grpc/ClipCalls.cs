using System.Diagnostics;
using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Kws.Audio.V1;
using Kws.AudioInference.Classification;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Kws.AudioInference.Grpc;

/// <summary>Answers Classify and ClassifyMany.</summary>
internal sealed class ClipCalls(
    ClipReader reader,
    ClipClassifier classifier,
    ErrorMap errors,
    IOptions<AudioInferenceOptions> options,
    IDrainSignal drain,
    TimeProvider timeProvider)
{
    private const int MaxClipIdBytes = 512;

    /// <summary>Answers one clip; RESOURCE_EXHAUSTED when the server is busy with as many as it takes.</summary>
    public async Task<ClassifyResponse> ClassifyAsync(
        ClassifyRequest request,
        CallBytes bytes,
        CancellationToken cancellationToken)
    {
        using var held = bytes.Hold(ClipReader.MostBytes(request));
        return await ClassifyAsync(request, held, 0, waitForRoom: false, cancellationToken);
    }

    /// <summary>Works on some clips at once and answers in the order of the requests.</summary>
    public async Task ClassifyManyAsync(
        IAsyncStreamReader<ClassifyManyRequest> requests,
        IServerStreamWriter<ClassifyManyResponse> responses,
        CallBytes bytes,
        CancellationToken cancellationToken)
    {
        Activity.Current = null;
        // The channel's bound and the answer being awaited are what is in hand; beyond it nothing is read.
        var inHand = Channel.CreateBounded<Task<ClassifyManyResponse>>(options.Value.Clips.ConcurrentPerCall);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadAsync(requests, inHand.Writer, bytes, ended.Token);
        try
        {
            await foreach (var answer in inHand.Reader.ReadAllAsync(cancellationToken))
                await responses.WriteAsync(await answer, cancellationToken);
            await reading;
        }
        finally
        {
            await ended.CancelAsync();
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ClassifyResponse> ClassifyAsync(
        ClassifyRequest request,
        Holding held,
        long messageBytes,
        bool waitForRoom,
        CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        var clip = reader.Read(request);
        held.Resize(messageBytes + classifier.HeldBytes(clip));
        var decode = timeProvider.GetElapsedTime(started);
        var answer = await classifier.ClassifyAsync(clip, waitForRoom, cancellationToken);
        var response = Map(answer, decode, request.Top);
        response.Warnings.AddRange(clip.Warnings);
        return response;
    }

    private async Task ReadAsync(
        IAsyncStreamReader<ClassifyManyRequest> requests,
        ChannelWriter<Task<ClassifyManyResponse>> inHand,
        CallBytes bytes,
        CancellationToken cancellationToken)
    {
        var answers = Task.CompletedTask;
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, drain.Draining);
        try
        {
            // What was read before a drain is still answered.
            while (await requests.MoveNext(reading.Token))
            {
                var request = requests.Current;
                await WaitForRoomAsync(request, bytes, answers, cancellationToken);
                var answer = AnswerAsync(request, bytes, cancellationToken);
                answers = Task.WhenAll(answers, answer);
                await inHand.WriteAsync(answer, cancellationToken);
            }
            inHand.Complete();
        }
        catch (Exception e)
        {
            inHand.TryComplete(e);
        }
    }

    /// <summary>Reads no further while the clips that the call has in hand leave no room for the next one. Without any
    /// in hand it does not wait: then the clip itself, or others, take too much.</summary>
    private static async Task WaitForRoomAsync(
        ClassifyManyRequest request,
        CallBytes bytes,
        Task answers,
        CancellationToken cancellationToken)
    {
        if (!answers.IsCompleted && !bytes.HasRoom(BytesOf(request)))
            await answers.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static long BytesOf(ClassifyManyRequest request) =>
        request.CalculateSize() + (request.Clip is { } clip ? ClipReader.MostBytes(clip) : 0);

    private async Task<ClassifyManyResponse> AnswerAsync(
        ClassifyManyRequest request,
        CallBytes bytes,
        CancellationToken cancellationToken)
    {
        try
        {
            // The message stays in hand while the next ones are read.
            var message = (long)request.CalculateSize();
            using var held = bytes.Hold(BytesOf(request));
            if (System.Text.Encoding.UTF8.GetByteCount(request.ClipId) > MaxClipIdBytes)
                throw new InvalidRequestException("clip_id", request.ClipId, $"at most {MaxClipIdBytes} bytes");
            if (request.Clip is null)
                throw new InvalidRequestException("clip", null, "a clip");
            return new ClassifyManyResponse
            {
                ClipId = request.ClipId,
                Result = await ClassifyAsync(request.Clip, held, message, waitForRoom: true, cancellationToken)
            };
        }
        catch (Exception e) when (errors.StatusForCaller(e) is { } status)
        {
            // The clip's fault, or one that passes; any other ends the call.
            var error = new ClipError { StatusCode = (int)status.StatusCode, Message = status.Detail };
            return new ClassifyManyResponse { ClipId = request.ClipId, Error = error };
        }
    }

    private static ClassifyResponse Map(ClassifiedClip clip, TimeSpan decode, int top)
    {
        var response = new ClassifyResponse
        {
            ModelName = clip.Model.Name,
            ModelVersion = clip.Model.Version,
            BestWindowFirstSample = clip.FirstSample,
            Timings = new Timings
            {
                Decode = Duration.FromTimeSpan(decode),
                Features = Duration.FromTimeSpan(clip.Timings.Features),
                Queue = Duration.FromTimeSpan(clip.Timings.Queue),
                Inference = Duration.FromTimeSpan(clip.Timings.Inference),
            },
        };
        var order = Enumerable.Range(0, clip.Posteriors.Length).OrderByDescending(i => clip.Posteriors[i]);
        foreach (var i in top == 0 ? order : order.Take(top))
            response.Labels.Add(new Ranked { Label = clip.Model.Labels[i], Posterior = clip.Posteriors[i] });
        return response;
    }
}
