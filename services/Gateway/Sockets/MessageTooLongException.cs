using System.Globalization;
using Grpc.Core;
using Kws.ServiceDefaults.Errors;

namespace Kws.Gateway.Sockets;

/// <summary>A message is longer than its kind may be: <c>INVALID_ARGUMENT</c>, and a close code of its own.</summary>
/// <param name="what">Its kind.</param>
/// <param name="limitBytes">How long it may be.</param>
internal sealed class MessageTooLongException(string what, int limitBytes) : ArgumentException(
    string.Create(CultureInfo.InvariantCulture, $"{what}: longer than the limit of {limitBytes} bytes")), IStatusError
{
    public StatusCode StatusCode => StatusCode.InvalidArgument;
}
