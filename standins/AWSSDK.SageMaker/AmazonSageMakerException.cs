using System.Net;
using Amazon.Runtime;

namespace Amazon.SageMaker;

/// <summary>An error that SageMaker answered.</summary>
public partial class AmazonSageMakerException(
    string message,
    Exception? innerException,
    ErrorType errorType,
    string? errorCode,
    string? requestId,
    HttpStatusCode statusCode)
    : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
