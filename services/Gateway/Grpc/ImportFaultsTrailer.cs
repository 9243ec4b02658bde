using Google.Protobuf;
using Grpc.Core;
using Kws.Training.V1;

namespace Kws.Gateway.Grpc;

/// <summary>The files that an import refused, as the training orchestrator tells them beside its status.</summary>
internal static class ImportFaultsTrailer
{
    private const string Name = "kws-faults-bin";

    /// <summary>Each with its reason, as many as were told; null: the failure is none of an import.</summary>
    public static IReadOnlyList<FileFault>? Read(RpcException failure)
    {
        if (failure.Trailers.GetValueBytes(Name) is not { } bytes)
            return null;
        try
        {
            return
            [
                .. ImportFaults.Parser.ParseFrom(bytes).Faults.Select(fault => new FileFault(fault.File, fault.Reason)),
            ];
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}

/// <param name="File">Empty: the whole.</param>
/// <param name="Reason">Why it cannot be used.</param>
internal sealed record FileFault(string File, string Reason);
