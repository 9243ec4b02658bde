using System.Net;
using Amazon.Runtime;

namespace Amazon.Polly;

/// <summary>An error that Polly answered.</summary>
public partial class AmazonPollyException(
    string message,
    Exception? innerException,
    ErrorType errorType,
    string? errorCode,
    string? requestId,
    HttpStatusCode statusCode)
    : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
