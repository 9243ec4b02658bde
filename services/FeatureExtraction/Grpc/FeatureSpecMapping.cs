using Kws.Contracts.Features;
using Kws.Features;
using Kws.ServiceDefaults.Errors;
using Wire = Kws.Features.V1;

namespace Kws.FeatureExtraction.Grpc;

/// <summary>Specs that callers send.</summary>
internal static class FeatureSpecMapping
{
    /// <exception cref="InvalidRequestException">There is no spec.</exception>
    public static FeatureSpec ToSpec(Wire.FeatureSpec? message, string field) =>
        message is null
            ? throw new InvalidRequestException(field, null, "a FeatureSpec")
            : FeatureSpecMessage.Read(message);
}
