using Google.Protobuf.Reflection;
using Grpc.Core;
using Kws.Audio.V1;
using Kws.Features.V1;
using Kws.Vision.V1;

namespace Kws.ServiceDefaults.Tests.Access;

/// <summary>Every method of the mesh's protos, whatever they are.</summary>
internal static class ContractMethods
{
    private static readonly Marshaller<byte[]> s_bytes = new(bytes => bytes, bytes => bytes);

    public static IReadOnlyList<MethodDescriptor> All { get; } =
        [.. typeof(KeywordSpotter).Assembly.GetTypes()
            .Where(type => type.IsAbstract && type.IsSealed && type.Namespace?.StartsWith("Kws.") == true)
            .Select(type => type.GetProperty("Descriptor")?.GetValue(null)).OfType<FileDescriptor>()
            .SelectMany(file => file.Services).SelectMany(service => service.Methods)
            .OrderBy(method => method.FullName, StringComparer.Ordinal)];

    public static MethodDescriptor Of(string fullName) => All.Single(method => method.FullName == fullName);

    /// <summary>Calls a method with one message that says nothing; the status that it ends with.</summary>
    public static async Task<Status> CallAsync(CallInvoker invoker, MethodDescriptor method, Metadata headers)
    {
        // To a server all four kinds look alike: messages in, messages out.
        var call = new Method<byte[], byte[]>(
            MethodType.ServerStreaming, method.Service.FullName, method.Name, s_bytes, s_bytes);
        using var answer = invoker.AsyncServerStreamingCall(call, null, new CallOptions(headers), []);
        try
        {
            while (await answer.ResponseStream.MoveNext(CancellationToken.None).WithTimeout())
            {
                // What is answered is of no interest.
            }
            return Status.DefaultSuccess;
        }
        catch (RpcException ended)
        {
            return ended.Status;
        }
    }

    internal sealed class BareSpotter : KeywordSpotter.KeywordSpotterBase;

    internal sealed class BareReader : SignReader.SignReaderBase;

    internal sealed class BareSpeech : Kws.Speech.V1.Speech.SpeechBase;

    internal sealed class BareFeatures : FeatureExtraction.FeatureExtractionBase;

    internal sealed class BareTraining : Kws.Training.V1.Training.TrainingBase;
}
