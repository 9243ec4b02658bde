using Amazon.Runtime;

namespace Amazon.Polly.Model;

/// <summary>Base of all requests.</summary>
public partial class AmazonPollyRequest : AmazonWebServiceRequest
{
}

/// <summary>A text to speak.</summary>
public partial class SynthesizeSpeechRequest : AmazonPollyRequest
{
    public Engine? Engine { get; set; }

    public OutputFormat? OutputFormat { get; set; }

    public string? SampleRate { get; set; }

    public List<string>? SpeechMarkTypes { get; set; }

    public string? Text { get; set; }

    public TextType? TextType { get; set; }

    public VoiceId? VoiceId { get; set; }
}

/// <summary>The audio, as it arrives.</summary>
public partial class SynthesizeSpeechResponse : AmazonWebServiceResponse, IDisposable
{
    public Stream? AudioStream { get; set; }

    public string? ContentType { get; set; }

    public int? RequestCharacters { get; set; }

    public void Dispose()
    {
        AudioStream?.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>Asks for the voices of an engine, a page at a time.</summary>
public partial class DescribeVoicesRequest : AmazonPollyRequest
{
    public Engine? Engine { get; set; }

    public string? NextToken { get; set; }
}

/// <summary>A page of voices.</summary>
public partial class DescribeVoicesResponse : AmazonWebServiceResponse
{
    public string? NextToken { get; set; }

    public List<Voice>? Voices { get; set; }
}

/// <summary>One voice.</summary>
public partial class Voice
{
    public Gender? Gender { get; set; }

    public VoiceId? Id { get; set; }

    public LanguageCode? LanguageCode { get; set; }

    public string? LanguageName { get; set; }

    public string? Name { get; set; }
}
