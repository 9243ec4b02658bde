namespace Grpc.Core.Api.Tests.RoundTrip;

/// <summary>Answers what the text of a request asks for.</summary>
public sealed class EchoService : Echo.EchoBase
{
    public static readonly byte[] Blob = [0, 1, 254, 255];

    public override async Task<Words> Say(Words request, ServerCallContext context)
    {
        switch (request.Text)
        {
            case "wait":
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
                break;
            case "fail":
                throw new RpcException(new Status(StatusCode.FailedPrecondition, "told to fail: ünïcode"), new Core.Metadata { { "why", "asked" } });
            case "metadata":
                await context.WriteResponseHeadersAsync([new("seen", context.RequestHeaders.GetValue("mark")!)]);
                context.ResponseTrailers.Add("blob-bin", context.RequestHeaders.GetValueBytes("blob-bin")!);
                break;
        }
        return new Words { Text = request.Text };
    }

    public override async Task Count(Words request, IServerStreamWriter<Words> responseStream, ServerCallContext context)
    {
        for (int i = 0; i < request.Times; i++)
            await responseStream.WriteAsync(new Words { Text = request.Text, Times = i }, context.CancellationToken);
    }

    public override async Task<Words> Join(IAsyncStreamReader<Words> requestStream, ServerCallContext context)
    {
        var texts = new List<string>();
        await foreach (Words words in requestStream.ReadAllAsync(context.CancellationToken))
            texts.Add(words.Text);
        return new Words { Text = string.Join(' ', texts), Times = texts.Count };
    }

    public override async Task Chat(IAsyncStreamReader<Words> requestStream, IServerStreamWriter<Words> responseStream, ServerCallContext context)
    {
        await foreach (Words words in requestStream.ReadAllAsync(context.CancellationToken))
            await responseStream.WriteAsync(new Words { Text = words.Text.ToUpperInvariant() }, context.CancellationToken);
    }
}
