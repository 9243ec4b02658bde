using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Tells values that must not be shown.</summary>
internal static class Secrecy
{
    /// <summary>Whether the value is, or is made of, a secret parameter.</summary>
    public static bool IsSecret(object value) => value switch
    {
        ParameterResource parameter => parameter.Secret,
        EndpointReference or EndpointReferenceExpression => false,
        IResourceWithConnectionString resource => resource is ParameterResource || IsSecret(resource.ConnectionStringExpression),
        ConnectionStringReference reference => IsSecret(reference.Resource),
        ReferenceExpression expression => expression.ValueProviders.Any(IsSecret),
        _ => false,
    };
}
