using Amazon.Runtime;

namespace Amazon.Polly;

/// <summary>Form of the answer.</summary>
public class OutputFormat(string value) : ConstantClass(value)
{
    public static readonly OutputFormat Json = new("json");
    public static readonly OutputFormat Mp3 = new("mp3");
    public static readonly OutputFormat Pcm = new("pcm");

    public static implicit operator OutputFormat(string value) => new(value);
}

/// <summary>Plain text or SSML.</summary>
public class TextType(string value) : ConstantClass(value)
{
    public static readonly TextType Ssml = new("ssml");
    public static readonly TextType Text = new("text");

    public static implicit operator TextType(string value) => new(value);
}

/// <summary>Generation of the voices.</summary>
public class Engine(string value) : ConstantClass(value)
{
    public static readonly Engine Generative = new("generative");
    public static readonly Engine LongForm = new("long-form");
    public static readonly Engine Neural = new("neural");
    public static readonly Engine Standard = new("standard");

    public static implicit operator Engine(string value) => new(value);
}

/// <summary>Name of a voice.</summary>
public class VoiceId(string value) : ConstantClass(value)
{
    public static implicit operator VoiceId(string value) => new(value);
}

/// <summary>Gender of a voice.</summary>
public class Gender(string value) : ConstantClass(value)
{
    public static readonly Gender Female = new("Female");
    public static readonly Gender Male = new("Male");

    public static implicit operator Gender(string value) => new(value);
}

/// <summary>BCP 47 tag of a language.</summary>
public class LanguageCode(string value) : ConstantClass(value)
{
    public static implicit operator LanguageCode(string value) => new(value);
}
