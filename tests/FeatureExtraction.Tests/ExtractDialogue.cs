using Grpc.Core;
using Kws.Features.V1;

namespace Kws.FeatureExtraction.Tests;

/// <summary>One Extract call: sends requests and sorts the responses by stream.</summary>
internal sealed class ExtractDialogue(AsyncDuplexStreamingCall<ExtractRequest, ExtractResponse> call) : IDisposable
{
    public Task SendAsync(ExtractRequest request) => call.RequestStream.WriteAsync(request).WithTimeout();

    public async Task SendAsync(params ExtractRequest[] requests)
    {
        foreach (var request in requests)
            await SendAsync(request);
    }

    public Task SendPartsAsync(params ExtractRequest[] parts) => SendAsync(new ExtractRequest { Parts = { parts } });

    public Task CompleteAsync() => call.RequestStream.CompleteAsync().WithTimeout();

    /// <summary>The next response message, as it came; null at the end of the call.</summary>
    public async Task<ExtractResponse?> NextAsync() =>
        await call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout() ? call.ResponseStream.Current : null;

    /// <summary>All responses to the end of the call, parts taken apart, by stream.</summary>
    public async Task<ILookup<uint, ExtractResponse>> ReadAllAsync()
    {
        var all = new List<ExtractResponse>();
        while (await NextAsync() is { } response)
            all.AddRange(response.Parts.Count > 0 ? response.Parts : [response]);
        return all.ToLookup(r => r.StreamId);
    }

    public void Dispose() => call.Dispose();
}
