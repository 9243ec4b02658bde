using Grpc.Net.Client;

namespace Grpc.Net.ClientFactory;

/// <summary>How the factory makes one kind of client.</summary>
public class GrpcClientFactoryOptions
{
    /// <summary>Where calls go, such as <c>http://featureextraction</c>. Required.</summary>
    public Uri? Address { get; set; }

    public IList<Action<GrpcChannelOptions>> ChannelOptionsActions { get; } = [];

}
