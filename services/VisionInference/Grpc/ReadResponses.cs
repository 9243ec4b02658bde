using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kws.Vision.V1;
using Kws.VisionInference.Streaming;
using SpokenPart = Kws.Vision.V1.Speech;

namespace Kws.VisionInference.Grpc;

/// <summary>A session's events as messages.</summary>
internal static class ReadResponses
{
    public static ReadResponse Started(ReadSession session, TimeSpan idleLimit) => new()
    {
        Started = new Started
        {
            SessionId = session.Id,
            ModelName = session.Model.Name,
            ModelVersion = session.Model.Version,
            IdleLimit = Duration.FromTimeSpan(idleLimit),
        },
    };

    public static ReadResponse Map(ReadEvent e) => e switch
    {
        FrameObserved frame => new ReadResponse { Observed = Map(frame) },
        LetterRead letter => new ReadResponse
        {
            Letter = new Letter
            {
                Id = letter.Id,
                Letter_ = letter.Letter,
                Confidence = letter.Confidence,
                FirstCaptured = Duration.FromTimeSpan(letter.FirstCaptured),
                Committed = Duration.FromTimeSpan(letter.Committed),
                Replaces = letter.Replaces,
                Experimental = letter.IsExperimental,
            },
        },
        WordRead word => new ReadResponse
        {
            Word = new Word
            {
                Id = word.Id,
                Spelled = word.Spelled,
                Proposed = word.Proposed,
                FirstCaptured = Duration.FromTimeSpan(word.FirstCaptured),
                LastCaptured = Duration.FromTimeSpan(word.LastCaptured),
            },
        },
        SpeechSpoken speech => new ReadResponse
        {
            Speech = new SpokenPart
            {
                OfId = speech.OfId,
                // The chunk's bytes belong to a message received and are never written again.
                PcmS16Le = UnsafeByteOperations.UnsafeWrap(speech.Pcm),
                SampleRateHz = speech.SampleRateHz,
                Last = speech.IsLast,
                Error = speech.Error,
            },
        },
        _ => throw new InvalidOperationException($"no message for {e.GetType().Name}"),
    };

    private static Observed Map(FrameObserved frame) => new()
    {
        FrameIndex = frame.FrameIndex,
        Confident = frame.IsConfident,
        Error = frame.Error,
        Letters = { frame.Letters.Select(letter =>
            new Ranked { Letter = letter.Letter, Posterior = letter.Posterior }) },
        Hand = frame.Hand is { } hand
            ? new Region { Left = hand.Left, Top = hand.Top, Right = hand.Right, Bottom = hand.Bottom }
            : null,
    };
}
