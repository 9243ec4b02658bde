using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Request = Grpc.Reflection.V1.ServerReflectionRequest.MessageRequestOneofCase;

namespace Grpc.Reflection;

/// <summary>Answers version v1 of the reflection protocol from a registry.</summary>
public class ReflectionV1ServiceImpl(IEnumerable<string> services, SymbolRegistry symbolRegistry) : ServerReflection.ServerReflectionBase
{
    private readonly string[] _services = [.. services.Order(StringComparer.Ordinal)];

    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken).ConfigureAwait(false))
        {
            ServerReflectionResponse response = Answer(requestStream.Current);
            response.ValidHost = requestStream.Current.Host;
            response.OriginalRequest = requestStream.Current;
            await responseStream.WriteAsync(response, context.CancellationToken).ConfigureAwait(false);
        }
    }

    private ServerReflectionResponse Answer(ServerReflectionRequest request) => request.MessageRequestCase switch
    {
        Request.FileByFilename => File(symbolRegistry.FileByName(request.FileByFilename), request.FileByFilename),
        Request.FileContainingSymbol => File(symbolRegistry.FileContainingSymbol(request.FileContainingSymbol), request.FileContainingSymbol),
        Request.ListServices => new() { ListServicesResponse = new() { Service = { _services.Select(name => new ServiceResponse { Name = name }) } } },
        // proto3 files have no extensions of their own.
        Request.AllExtensionNumbersOfType => symbolRegistry.FileContainingSymbol(request.AllExtensionNumbersOfType) is null
            ? Error(StatusCode.NotFound, $"'{request.AllExtensionNumbersOfType}' is not known")
            : new() { AllExtensionNumbersResponse = new() { BaseTypeName = request.AllExtensionNumbersOfType } },
        Request.FileContainingExtension => Error(StatusCode.NotFound, "no extension is known"),
        _ => Error(StatusCode.InvalidArgument, "message_request is not set"),
    };

    private static ServerReflectionResponse File(FileDescriptor? file, string asked)
    {
        if (file is null)
            return Error(StatusCode.NotFound, $"'{asked}' is not known");
        var files = new Dictionary<string, FileDescriptor>();
        Collect(file, files);
        return new() { FileDescriptorResponse = new() { FileDescriptorProto = { files.Values.Select(found => found.SerializedData) } } };
    }

    // With its imports, so that one answer is enough to use the file.
    private static void Collect(FileDescriptor file, Dictionary<string, FileDescriptor> into)
    {
        if (!into.TryAdd(file.Name, file))
            return;
        foreach (FileDescriptor import in file.Dependencies)
            Collect(import, into);
    }

    private static ServerReflectionResponse Error(StatusCode code, string message) =>
        new() { ErrorResponse = new() { ErrorCode = (int)code, ErrorMessage = message } };
}
