using Grpc.Core;

namespace Kws.ServiceDefaults.Errors;

/// <summary>There is no such thing: <c>NOT_FOUND</c>.</summary>
/// <param name="what">Its kind, such as "model".</param>
/// <param name="name">The name that was asked for.</param>
public sealed class NotFoundException(string what, string name)
    : Exception($"{what} '{Printable.Text(name)}' is not known"), IStatusError
{
    public StatusCode StatusCode => StatusCode.NotFound;
}
