using System.IO.Pipelines;
using Kws.Gateway.Bodies;

namespace Kws.Gateway.Proxying;

/// <summary>Hands an answer on in portions that it asks room for.</summary>
/// <remarks>The writer of gRPC-Web's text form gives no room at all at times to one that does not say how much it
/// needs, which the usual stream on top of it takes for an error.</remarks>
internal sealed class PortionedBody(PipeWriter writer) : WriteOnlyStream
{
    private const int PortionBytes = 1024;

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            var portion = buffer[..Math.Min(PortionBytes, buffer.Length)];
            portion.CopyTo(writer.GetMemory(portion.Length));
            writer.Advance(portion.Length);
            buffer = buffer[portion.Length..];
        }
        await writer.FlushAsync(cancellationToken);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        writer.FlushAsync(cancellationToken).AsTask();
}
