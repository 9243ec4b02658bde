using System.Net;
using Amazon.Runtime;

namespace Amazon.SageMaker.Model;

/// <summary>What is asked for is there already, such as a training job of the name.</summary>
public partial class ResourceInUseException(
    string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId,
    HttpStatusCode statusCode)
    : AmazonSageMakerException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>The account has no more of it.</summary>
public partial class ResourceLimitExceededException(
    string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId,
    HttpStatusCode statusCode)
    : AmazonSageMakerException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>There is none.</summary>
public partial class ResourceNotFoundException(
    string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId,
    HttpStatusCode statusCode)
    : AmazonSageMakerException(message, innerException, errorType, errorCode, requestId, statusCode);
