using System.Text.RegularExpressions;
using k8s.Models;
using Kws.Kubernetes.Tests.Objects;

namespace Kws.Kubernetes.Tests.Checks;

/// <summary>Secrets are named, and stand nowhere.</summary>
internal static partial class SecretRules
{
    public static IEnumerable<string> FaultsOf(MeshObjects objects) =>
    [
        .. objects.Of<V1Secret>().Select(secret => $"{secret.Metadata.Name}: a Secret among what is applied"),
        .. from deployment in objects.Of<V1Deployment>()
           from container in deployment.Spec.Template.Spec.Containers
           from variable in container.Env ?? []
           where IsTold(variable)
           select $"{deployment.Metadata.Name}: the value of {variable.Name} is a secret",
        .. from settings in objects.Of<V1ConfigMap>()
           from entry in settings.Data ?? new Dictionary<string, string>()
           where SecretName().IsMatch(entry.Key) || HoldsSecret(entry.Value)
           select $"{settings.Metadata.Name}: the value of {entry.Key} is a secret",
    ];

    // A file's path is none.
    private static bool IsTold(V1EnvVar variable) => variable.Value is { } value
        && ((SecretName().IsMatch(variable.Name) && !value.StartsWith('/')) || HoldsSecret(value));

    private static bool HoldsSecret(string value) => Password().IsMatch(value) || RandomText().IsMatch(value);

    [GeneratedRegex("(?:key|password|secret|token)$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    /// <summary>In a connection string or an address, other than by <c>$(VARIABLE)</c>.</summary>
    [GeneratedRegex(@"password=(?!\$\()|://[^/@\s]*:(?!\$\()[^/@\s]+@", RegexOptions.IgnoreCase)]
    private static partial Regex Password();

    [GeneratedRegex("(?=[A-Za-z/+]*[0-9])[A-Za-z0-9+/]{40,}={0,2}")]
    private static partial Regex RandomText();
}
