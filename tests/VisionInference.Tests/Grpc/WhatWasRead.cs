using Kws.Vision.V1;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>Parts of a session's responses.</summary>
internal static class WhatWasRead
{
    /// <summary>The letters, one after another.</summary>
    public static string LettersIn(IEnumerable<ReadResponse> responses) =>
        string.Concat(responses.Where(r => r.BodyCase == ReadResponse.BodyOneofCase.Letter)
            .Select(r => r.Letter.Letter_));

    public static IEnumerable<Word> WordsIn(IEnumerable<ReadResponse> responses) =>
        responses.Where(r => r.BodyCase == ReadResponse.BodyOneofCase.Word).Select(r => r.Word);
}
