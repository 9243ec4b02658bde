using Grpc.Core;

namespace Kws.ServiceDefaults.Errors;

/// <summary>A thing of this name is there already: <c>ALREADY_EXISTS</c>.</summary>
/// <param name="what">Its kind, such as "data set".</param>
/// <param name="name">The name that was asked for.</param>
public sealed class AlreadyExistsException(string what, string name)
    : Exception($"{what} '{Printable.Text(name)}' exists already"), IStatusError
{
    public StatusCode StatusCode => StatusCode.AlreadyExists;
}
