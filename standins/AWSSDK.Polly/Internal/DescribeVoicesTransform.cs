using System.Net;
using System.Text.Json;
using Amazon.Polly.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.Polly.Internal;

/// <summary>GET /v1/voices.</summary>
internal sealed class DescribeVoicesMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var voices = (DescribeVoicesRequest)input;
        IRequest request = new DefaultRequest(input, "Amazon.Polly")
        {
            HttpMethod = "GET",
            ResourcePath = "/v1/voices",
            UseQueryString = true
        };
        if (voices.Engine is not null)
            request.Parameters["Engine"] = voices.Engine.Value;
        if (voices.NextToken is not null)
            request.Parameters["NextToken"] = voices.NextToken;
        return request;
    }
}

/// <summary>A page of voices from its JSON.</summary>
internal sealed class DescribeVoicesUnmarshaller : JsonResponseUnmarshaller
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var document = JsonDocument.Parse(input.Stream);
        var response =
            new DescribeVoicesResponse() { NextToken = Text(document.RootElement, "NextToken"), Voices = [] };
        if (document.RootElement.TryGetProperty("Voices", out var voices))
            foreach (var voice in voices.EnumerateArray())
                response.Voices.Add(new Voice
                {
                    Gender = Text(voice, "Gender") is { } gender ? new Gender(gender) : null,
                    Id = Text(voice, "Id") is { } id ? new VoiceId(id) : null,
                    LanguageCode = Text(voice, "LanguageCode") is { } code ? new LanguageCode(code) : null,
                    LanguageName = Text(voice, "LanguageName"),
                    Name = Text(voice, "Name"),
                });
        return response;
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input,
        Exception innerException,
        HttpStatusCode statusCode) =>
        PollyErrors.Read(input, innerException, statusCode);

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
