using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.Tts;

/// <summary>Settings of the service, section <c>Tts</c>.</summary>
internal sealed class TtsOptions
{
    public const string Section = "Tts";

    /// <summary>Which engine speaks.</summary>
    [OneOf("espeak-ng", "polly")]
    public string Engine { get; set; } = "espeak-ng";

    /// <summary>The voice of a request that names none; not set: the engine's own choice.</summary>
    public string DefaultVoice { get; set; } = "";

    /// <summary>Longest text, in UTF-8 bytes.</summary>
    [NumberRange(1, 100_000)]
    public int MaxTextBytes { get; set; } = 4_000;

    /// <summary>Longest speech, in seconds. Markup can ask for more than its text suggests.</summary>
    [NumberRange(1, 3_600)]
    public int MaxSpeechSeconds { get; set; } = 300;

    /// <summary>Speech that waits for clients who read slower than the engine speaks, of all requests together, in
    /// bytes. Five minutes at 22,050 Hz are 13 MB.</summary>
    [NumberRange(1_000_000, 1L << 34)]
    public long MaxBufferedBytes { get; set; } = 256 << 20;

    /// <summary>A client that takes nothing for so many seconds is cut.</summary>
    [NumberRange(1, 600)]
    public int ReadTimeoutSeconds { get; set; } = 30;

    /// <summary>Bytes of speech kept for repeated phrases; 0: none are kept.</summary>
    [NumberRange(0, 1L << 32)]
    public long CacheBytes { get; set; } = 16 << 20;

    [ValidateObjectMembers]
    public EspeakOptions Espeak { get; set; } = new();

    [ValidateObjectMembers]
    public PollyOptions Polly { get; set; } = new();
}

/// <summary>Settings of the local engine, section <c>Tts:Espeak</c>.</summary>
internal sealed class EspeakOptions
{
    /// <summary>Worker processes, which is voices at once; 0: one a processor, 2 to 8.</summary>
    [NumberRange(0, 64)]
    public int Workers { get; set; }

    /// <summary>Requests that may wait for a worker; more are RESOURCE_EXHAUSTED.</summary>
    [NumberRange(0, 10_000)]
    public int QueueLimit { get; set; } = 64;

    public int WorkerCount => Workers > 0 ? Workers : Math.Clamp(Environment.ProcessorCount, 2, 8);
}

/// <summary>Settings of Amazon Polly, section <c>Tts:Polly</c>. Credentials come from the AWS SDK's usual
/// chain.</summary>
internal sealed class PollyOptions
{
    /// <summary>AWS region.</summary>
    [RequiredText("a region's name")]
    public string Region { get; set; } = "eu-west-1";

    /// <summary>Another endpoint, for a private link or a test; not set: AWS's own.</summary>
    [HttpAddress(IsOptional = true)]
    public string ServiceUrl { get; set; } = "";

    /// <summary>Polly's own engine.</summary>
    [OneOf("standard", "neural", "long-form", "generative")]
    public string VoiceEngine { get; set; } = "neural";
}

/// <summary>Finds every fault of <see cref="TtsOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class TtsOptionsValidator : IValidateOptions<TtsOptions>;
