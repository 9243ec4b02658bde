using System.Net;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Aspire.Hosting.AWS.Internal;

/// <summary>CloudFormation's operation, in AWS's query protocol.</summary>
internal static class DescribeStacks
{
    public const string Version = "2010-05-15";

    public static readonly XNamespace Xml = $"http://cloudformation.amazonaws.com/doc/{Version}/";
}

internal sealed class DescribeStacksRequest(string stack) : AmazonWebServiceRequest
{
    public string Stack { get; } = stack;
}

internal sealed class DescribeStacksResponse : AmazonWebServiceResponse
{
    public IReadOnlyDictionary<string, string> Outputs { get; init; } = new Dictionary<string, string>();
}

/// <summary>POST / with the operation and its input as a form.</summary>
internal sealed class DescribeStacksMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        IRequest request = new DefaultRequest(input, "Amazon.CloudFormation")
        {
            HttpMethod = "POST",
            ResourcePath = "/",
        };
        request.Parameters["Action"] = nameof(DescribeStacks);
        request.Parameters["Version"] = DescribeStacks.Version;
        request.Parameters["StackName"] = ((DescribeStacksRequest)input).Stack;
        return request;
    }
}

/// <summary>The one stack's outputs, or AWS's error.</summary>
internal sealed class DescribeStacksUnmarshaller : XmlResponseUnmarshaller
{
    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input) => new DescribeStacksResponse
    {
        Outputs = XDocument.Load(input.Stream).Descendants(DescribeStacks.Xml + "Outputs")
            .Elements(DescribeStacks.Xml + "member")
            .ToDictionary(
                output => output.Element(DescribeStacks.Xml + "OutputKey")!.Value,
                output => output.Element(DescribeStacks.Xml + "OutputValue")!.Value),
    };

    public override AmazonServiceException UnmarshallException(
        XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        string? code = null, message = null;
        try
        {
            var error = XDocument.Load(input.Stream).Descendants()
                .FirstOrDefault(element => element.Name.LocalName == "Error");
            code = error?.Elements().FirstOrDefault(element => element.Name.LocalName == "Code")?.Value;
            message = error?.Elements().FirstOrDefault(element => element.Name.LocalName == "Message")?.Value;
        }
        catch (XmlException)
        {
            // A proxy's error page: the status must do.
        }
        return new AmazonServiceException(message ?? $"CloudFormation answered {(int)statusCode}", innerException,
            (int)statusCode >= 500 ? ErrorType.Receiver : ErrorType.Sender, code, requestId: null, statusCode);
    }
}
