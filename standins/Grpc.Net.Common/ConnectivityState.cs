namespace Grpc.Core;

/// <summary>State of a channel's connection, as in gRPC's connectivity semantics.</summary>
public enum ConnectivityState
{
    Idle,
    Connecting,
    Ready,
    TransientFailure,
    Shutdown,
}
