namespace FeatureExtraction.Grpc;

/// <summary>The client read nothing for as long as the server waits.</summary>
/// <param name="write">Still under way; it ends once the call is reset.</param>
/// <param name="innerException">The timeout.</param>
internal sealed class UnreadResponsesException(Task write, Exception innerException)
    : Exception("the client does not read its responses", innerException)
{
    public Task Write => write;
}
