using Microsoft.Extensions.Options;

namespace Kws.Tts;

/// <summary>Settings of the service, section <c>Tts</c>.</summary>
internal sealed class TtsOptions
{
    public const string Section = "Tts";

    /// <summary>Which engine speaks: <c>espeak-ng</c> (default) or <c>polly</c>.</summary>
    public string Engine { get; set; } = "espeak-ng";

    /// <summary>The voice of a request that names none; empty: the engine's own choice.</summary>
    public string DefaultVoice { get; set; } = "";

    /// <summary>Longest text, in UTF-8 bytes: 1 to 100,000; default 4,000.</summary>
    public int MaxTextBytes { get; set; } = 4_000;

    /// <summary>Longest speech, in seconds: 1 to 3,600; default 300. Markup can ask for more than its text
    /// suggests.</summary>
    public int MaxSpeechSeconds { get; set; } = 300;

    /// <summary>Speech kept for a client that reads slower than the engine speaks, in seconds: 1 to 300; default
    /// 60.</summary>
    public int MaxBufferedSeconds { get; set; } = 60;

    /// <summary>A client that takes nothing for so long is cut, in seconds: 1 to 600; default 30.</summary>
    public int ReadTimeoutSeconds { get; set; } = 30;

    /// <summary>Memory for repeated phrases, in bytes; 0 turns the cache off; default 16 MiB.</summary>
    public long CacheBytes { get; set; } = 16 << 20;

    public EspeakOptions Espeak { get; set; } = new();

    public PollyOptions Polly { get; set; } = new();
}

/// <summary>Settings of the local engine, section <c>Tts:Espeak</c>.</summary>
internal sealed class EspeakOptions
{
    /// <summary>Worker processes, which is voices at once: 1 to 64; default: the processors, 2 to 8.</summary>
    public int Workers { get; set; } = Math.Clamp(Environment.ProcessorCount, 2, 8);

    /// <summary>Requests that may wait for a worker: 0 to 10,000; default 64.</summary>
    public int QueueLimit { get; set; } = 64;
}

/// <summary>Settings of Amazon Polly, section <c>Tts:Polly</c>. Credentials come from the AWS SDK's usual
/// chain.</summary>
internal sealed class PollyOptions
{
    /// <summary>AWS region, such as <c>eu-west-1</c>.</summary>
    public string Region { get; set; } = "eu-west-1";

    /// <summary>Another endpoint, for a private link or a test; empty: AWS's own.</summary>
    public string ServiceUrl { get; set; } = "";

    /// <summary>Polly's engine: <c>standard</c>, <c>neural</c>, <c>long-form</c> or <c>generative</c>.</summary>
    public string VoiceEngine { get; set; } = "neural";
}

/// <summary>Reports every fault of the settings at once, at start-up.</summary>
internal sealed class TtsOptionsValidator : IValidateOptions<TtsOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TtsOptions options)
    {
        List<string> faults = [];
        if (options.Engine is not ("espeak-ng" or "polly"))
            faults.Add($"Tts:Engine '{options.Engine}' is neither 'espeak-ng' nor 'polly'");
        Check("Tts:MaxTextBytes", options.MaxTextBytes, 1, 100_000);
        Check("Tts:MaxSpeechSeconds", options.MaxSpeechSeconds, 1, 3_600);
        Check("Tts:MaxBufferedSeconds", options.MaxBufferedSeconds, 1, 300);
        Check("Tts:ReadTimeoutSeconds", options.ReadTimeoutSeconds, 1, 600);
        Check("Tts:CacheBytes", options.CacheBytes, 0, 1L << 32);
        Check("Tts:Espeak:Workers", options.Espeak.Workers, 1, 64);
        Check("Tts:Espeak:QueueLimit", options.Espeak.QueueLimit, 0, 10_000);
        if (options.Polly.VoiceEngine is not ("standard" or "neural" or "long-form" or "generative"))
            faults.Add($"Tts:Polly:VoiceEngine '{options.Polly.VoiceEngine}' is none of standard, neural, " +
                $"long-form, generative");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(string setting, long value, long least, long most)
        {
            if (value < least || value > most)
                faults.Add($"{setting} {value} is outside {least}..{most}");
        }
    }
}
