using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.SageMaker.Model;

namespace Amazon.SageMaker.Internal;

/// <summary>POST / with the operation in X-Amz-Target and its input as the body.</summary>
internal sealed class JsonRequestMarshaller<TRequest> : IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonSageMakerRequest
{
    private const string Suffix = "Request";

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        IRequest request = new DefaultRequest(input, "Amazon.SageMaker")
        {
            HttpMethod = "POST",
            ResourcePath = "/",
            Content = JsonSerializer.SerializeToUtf8Bytes((TRequest)input, WireJson.Options),
        };
        request.Headers["Content-Type"] = "application/x-amz-json-1.1";
        request.Headers["X-Amz-Target"] = $"SageMaker.{typeof(TRequest).Name[..^Suffix.Length]}";
        return request;
    }
}

/// <summary>The operation's output from the body; an empty one is an output without members.</summary>
internal sealed class JsonBodyUnmarshaller<TResponse> : JsonResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var body = new MemoryStream();
        input.Stream.CopyTo(body);
        return body.Length == 0
            ? new TResponse()
            : JsonSerializer.Deserialize<TResponse>(body.ToArray(), WireJson.Options) ?? new TResponse();
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input,
        Exception innerException,
        HttpStatusCode statusCode) =>
        SageMakerErrors.Read(input, innerException, statusCode);
}

/// <summary>Reads JSON 1.1's error form: <c>__type</c> and <c>message</c> in the body.</summary>
internal static class SageMakerErrors
{
    public static AmazonSageMakerException Read(JsonUnmarshallerContext input, Exception inner, HttpStatusCode status)
    {
        var code = NameOf(input.ResponseData.GetHeaderValue("x-amzn-ErrorType"));
        var requestId = input.ResponseData.GetHeaderValue("x-amzn-RequestId");
        var message = "";
        try
        {
            using var document = JsonDocument.Parse(input.Stream);
            foreach (var property in document.RootElement.EnumerateObject())
                if (property.Name == "__type")
                    code = NameOf(property.Value.GetString());
                else if (property.Name.Equals("message", StringComparison.OrdinalIgnoreCase))
                    message = property.Value.GetString() ?? "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A proxy's error page: status and code must do.
        }

        if (message.Length == 0)
            message = $"SageMaker answered {(int)status}";
        var type = (int)status >= 500 ? ErrorType.Receiver : ErrorType.Sender;
        return code switch
        {
            "ResourceInUse" => new ResourceInUseException(message, inner, type, code, requestId, status),
            "ResourceLimitExceeded" =>
                new ResourceLimitExceededException(message, inner, type, code, requestId, status),
            "ResourceNotFound" => new ResourceNotFoundException(message, inner, type, code, requestId, status),
            _ => new AmazonSageMakerException(message, inner, type, code, requestId, status),
        };
    }

    // "com.amazonaws.sagemaker#ResourceInUse:http://..." names ResourceInUse.
    private static string? NameOf(string? type) => type?.Split('#')[^1].Split(':')[0];
}
