using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Vision.V1;

namespace Kws.Cli.Signs;

/// <summary>Sends pictures, some at once, and yields the results in the order of the pictures.</summary>
/// <param name="client">The service.</param>
/// <param name="template">Everything but the picture.</param>
internal sealed class PictureClassifier(SignReader.SignReaderClient client, ClassifyRequest template)
{
    private const int AtOnce = 16;

    public async IAsyncEnumerable<FileResult<ClassifyResponse>> ClassifyAsync(
        IReadOnlyList<InputFile> pictures, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var underWay = new Queue<Task<FileResult<ClassifyResponse>>>();
        foreach (var picture in pictures)
        {
            if (underWay.Count == AtOnce)
                yield return await underWay.Dequeue();
            underWay.Enqueue(ClassifyOneAsync(picture, cancellationToken));
        }
        while (underWay.TryDequeue(out var next))
            yield return await next;
    }

    private async Task<FileResult<ClassifyResponse>> ClassifyOneAsync(
        InputFile picture,
        CancellationToken cancellationToken)
    {
        try
        {
            var request = template.Clone();
            var data = await PictureFile.ReadAsync(picture, cancellationToken);
            request.Image = new Image { Data = UnsafeByteOperations.UnsafeWrap(data) };
            return new FileResult<ClassifyResponse>(
                picture, await client.ClassifyAsync(request, cancellationToken: cancellationToken), null);
        }
        catch (RpcException exception) when (IsOfThePicture(exception.Status))
        {
            return new FileResult<ClassifyResponse>(picture, null, exception.Status.Detail);
        }
        catch (Exception exception) when (exception is BadInputException or IOException or UnauthorizedAccessException)
        {
            return new FileResult<ClassifyResponse>(picture, null, exception.Message);
        }
    }

    // The rest of a call is the same for all pictures; a message that is too large is a picture that is.
    private static bool IsOfThePicture(Status status) =>
        status.StatusCode == StatusCode.InvalidArgument
            && status.Detail.StartsWith("image", StringComparison.Ordinal)
        || status.StatusCode == StatusCode.ResourceExhausted
            && status.Detail.Contains("message size", StringComparison.OrdinalIgnoreCase);
}
