using Grpc.Core;

namespace Kws.ServiceDefaults.Errors;

/// <summary>
/// Which library exceptions are the caller's business. A service registers those of the libraries it
/// uses: <c>services.Configure&lt;ErrorMapOptions&gt;(errors =&gt;
/// errors.Map&lt;InvalidAudioException&gt;(StatusCode.InvalidArgument))</c>.
/// </summary>
public sealed class ErrorMapOptions
{
    private readonly Dictionary<Type, Func<Exception, Status>> _mappings = [];

    /// <summary>Sends the exception's message under this code. Counts for derived types too.</summary>
    public ErrorMapOptions Map<TException>(StatusCode code) where TException : Exception =>
        Map<TException>(exception => new Status(code, exception.Message));

    /// <summary>Sends what <paramref name="toStatus"/> makes of the exception. Counts for derived types too.</summary>
    public ErrorMapOptions Map<TException>(Func<TException, Status> toStatus) where TException : Exception
    {
        _mappings[typeof(TException)] = exception => toStatus((TException)exception);
        return this;
    }

    /// <summary>The status of the nearest registered type, or null.</summary>
    internal Status? Find(Exception exception)
    {
        for (var type = exception.GetType(); type is not null; type = type.BaseType)
            if (_mappings.TryGetValue(type, out var toStatus))
                return toStatus(exception);
        return null;
    }
}
