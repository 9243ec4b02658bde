using System.Diagnostics;
using OpenTelemetry;

namespace Kws.ServiceDefaults.Telemetry;

/// <summary>Names the spans of outgoing gRPC calls after the method; .NET calls them all "POST".</summary>
internal sealed class GrpcClientSpanNames : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.Kind == ActivityKind.Client && data.Source.Name == "System.Net.Http" && MethodOf(data.GetTagItem("url.full") as string) is { } method)
        {
            data.DisplayName = method;
            data.SetTag("rpc.system", "grpc");
        }
    }

    /// <summary><c>package.Service/Method</c> of <c>http://host/package.Service/Method</c>; null for other addresses.</summary>
    internal static string? MethodOf(string? address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Query.Length > 0)
            return null;
        string path = uri.AbsolutePath.TrimStart('/');
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        // A service's full name has its package before a dot.
        return slash > 0 && slash == path.LastIndexOf('/') && slash < path.Length - 1 && path.AsSpan(0, slash).Contains('.') ? path : null;
    }
}
