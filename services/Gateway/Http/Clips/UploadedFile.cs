using Kws.Gateway.Bodies;
using Kws.Gateway.Http.Problems;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Kws.Gateway.Http.Clips;

/// <summary>Takes the one file of a request: the part <c>file</c> of a form, or the body itself.</summary>
internal sealed class UploadedFile(IOptions<CallLimitsOptions> limits, TimeProvider timeProvider)
{
    /// <summary>The name of the part.</summary>
    public const string Field = "file";

    private const int MaxBoundaryLength = 200;
    private const int MostParts = 16;
    private const string ContentTypeField = "Content-Type";

    /// <summary>The whole file.</summary>
    /// <param name="request">Read to the file's end.</param>
    /// <param name="limitBytes">Of the file.</param>
    /// <param name="setting">The setting behind the limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidRequestException">There is no such part, or nothing in it.</exception>
    /// <exception cref="PayloadTooLargeException">It is too large.</exception>
    /// <exception cref="SlowUploadException">It comes too slowly.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(
        HttpRequest request, long limitBytes, string setting, CancellationToken cancellationToken)
    {
        var body = new PacedBody(request.BodyReader, limits.Value, timeProvider);
        if (!request.HasFormContentType)
            return await ReadToEndAsync(body, "body", limitBytes, setting, cancellationToken);
        var parts = new MultipartReader(BoundaryOf(request), body);
        for (var i = 0; i < MostParts && await NextAsync(parts, cancellationToken) is { } part; i++)
        {
            if (ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition)
                && HeaderUtilities.RemoveQuotes(disposition.Name).Equals(Field, StringComparison.Ordinal))
                return await ReadToEndAsync(part.Body, Field, limitBytes, setting, cancellationToken);
        }
        throw new InvalidRequestException(Field, null, "a form field of that name with a file");
    }

    private static async Task<MultipartSection?> NextAsync(MultipartReader parts, CancellationToken cancellationToken)
    {
        try
        {
            return await parts.ReadNextSectionAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new InvalidRequestException("body", "broken", "a whole form (multipart/form-data)");
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadToEndAsync(
        Stream body, string field, long limitBytes, string setting, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var block = new byte[32 * 1024];
        while (await body.ReadAsync(block, cancellationToken) is > 0 and var read)
        {
            if (bytes.Length + read > limitBytes)
                throw new PayloadTooLargeException(field, limitBytes, setting);
            bytes.Write(block, 0, read);
        }
        if (bytes.Length == 0)
            throw new InvalidRequestException(field, "0 bytes", "a file");
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    private static string BoundaryOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            throw new InvalidRequestException(ContentTypeField, request.ContentType,
                "multipart/form-data with a file, or a type of audio or picture with the file as the body");
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > MaxBoundaryLength)
            throw new InvalidRequestException(ContentTypeField, request.ContentType,
                $"a boundary of 1 to {MaxBoundaryLength} characters");
        return boundary;
    }
}
