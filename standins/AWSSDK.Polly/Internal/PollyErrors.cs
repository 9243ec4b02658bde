using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.Polly.Internal;

/// <summary>Reads the REST-JSON error form: the code in x-amzn-ErrorType, the message in the body.</summary>
internal static class PollyErrors
{
    public static AmazonPollyException Read(JsonUnmarshallerContext input, Exception inner, HttpStatusCode status)
    {
        var code = input.ResponseData.GetHeaderValue("x-amzn-ErrorType")?.Split(':')[0];
        var requestId = input.ResponseData.GetHeaderValue("x-amzn-RequestId");
        var message = "";
        try
        {
            using var document = JsonDocument.Parse(input.Stream);
            foreach (var property in document.RootElement.EnumerateObject())
                if (property.Name.Equals("message", StringComparison.OrdinalIgnoreCase))
                    message = property.Value.GetString() ?? "";
        }
        catch (JsonException)
        {
            // A proxy's error page: status and code must do.
        }
        var type = (int)status >= 500 ? ErrorType.Receiver : ErrorType.Sender;
        return new AmazonPollyException(message.Length > 0 ? message : $"Polly answered {(int)status}", inner, type,
            code, requestId, status);
    }
}
