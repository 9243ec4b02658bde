using System.Globalization;
using System.Net;
using System.Text.Json;
using Amazon.Polly.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.Polly.Internal;

/// <summary>POST /v1/speech with a JSON body.</summary>
internal sealed class SynthesizeSpeechMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var speech = (SynthesizeSpeechRequest)input;
        Dictionary<string, object> body = [];
        Add("Engine", speech.Engine?.Value);
        Add("OutputFormat", speech.OutputFormat?.Value);
        Add("SampleRate", speech.SampleRate);
        Add("SpeechMarkTypes", speech.SpeechMarkTypes);
        Add("Text", speech.Text);
        Add("TextType", speech.TextType?.Value);
        Add("VoiceId", speech.VoiceId?.Value);
        IRequest request = new DefaultRequest(input, "Amazon.Polly")
        {
            HttpMethod = "POST",
            ResourcePath = "/v1/speech",
            Content = JsonSerializer.SerializeToUtf8Bytes(body),
        };
        request.Headers["Content-Type"] = "application/json";
        return request;

        void Add(string name, object? value)
        {
            if (value is not null)
                body[name] = value;
        }
    }
}

/// <summary>The audio stream and what the headers tell of it.</summary>
internal sealed class SynthesizeSpeechUnmarshaller : JsonResponseUnmarshaller
{
    public override bool HasStreamingProperty => true;

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        var response = new SynthesizeSpeechResponse()
        {
            AudioStream = input.Stream,
            ContentType = input.ResponseData.GetHeaderValue("Content-Type")
        };
        if (int.TryParse(input.ResponseData.GetHeaderValue("x-amzn-RequestCharacters"), CultureInfo.InvariantCulture,
            out var characters))
            response.RequestCharacters = characters;
        return response;
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input,
        Exception innerException,
        HttpStatusCode statusCode) =>
        PollyErrors.Read(input, innerException, statusCode);
}
