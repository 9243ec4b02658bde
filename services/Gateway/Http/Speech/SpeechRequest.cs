namespace Kws.Gateway.Http.Speech;

/// <summary>What to speak, in the shape that text-to-speech clients send. Fields that are not listed are
/// ignored.</summary>
internal sealed record SpeechRequest
{
    /// <summary>The text, or SSML that begins with <c>&lt;speak</c>.</summary>
    public string Input { get; init; } = "";

    /// <summary>One of <c>GET /v1/voices</c>; absent: the server's default.</summary>
    public string? Voice { get; init; }

    /// <summary>1 is 175 words a minute; 0.46 to 2.57.</summary>
    public double? Speed { get; init; }

    /// <summary><c>wav</c> (the default), <c>pcm</c> (s16le) or <c>flac</c>.</summary>
    public string? ResponseFormat { get; init; }

    /// <summary>8000, 16000, 22050, 24000 or 48000; absent: 24000.</summary>
    public int? SampleRateHz { get; init; }

    /// <summary>Not used: the server has one engine.</summary>
    public string? Model { get; init; }
}

/// <summary>A voice.</summary>
/// <param name="Id">For <c>voice</c>.</param>
/// <param name="Name">For people.</param>
/// <param name="Languages">BCP 47, best first.</param>
/// <param name="Gender"><c>female</c>, <c>male</c>, or empty where the engine does not say.</param>
/// <param name="Engine">That speaks with it.</param>
internal sealed record VoiceAnswer(
    string Id, string Name, IReadOnlyList<string> Languages, string Gender, string Engine);

/// <param name="Voices">All that there are.</param>
/// <param name="DefaultVoice">Of a request that names none.</param>
internal sealed record VoicesAnswer(IReadOnlyList<VoiceAnswer> Voices, string DefaultVoice);
