using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Kws.ServiceDefaults.Access;

/// <summary>The rules of the methods that a service maps.</summary>
internal static class MethodRules
{
    // Probes and, in Development, tools ask before anybody is known to them.
    private static readonly string[] s_openPackages = ["grpc.health.", "grpc.reflection."];

    /// <summary>The rule of a method; null: it is open to everyone.</summary>
    /// <param name="declaring">The generated base of its service.</param>
    /// <param name="method">One of its methods.</param>
    /// <exception cref="InvalidOperationException">Its proto gives it none: such a service does not start.</exception>
    public static RequiredScopes? Of(Type declaring, IMethod method) =>
        s_openPackages.Any(package => method.ServiceName.StartsWith(package, StringComparison.Ordinal))
            ? null
            : RequiredScopes.Of(DescriptorOf(declaring)?.FindMethodByName(method.Name)
                ?? throw new InvalidOperationException($"{method.FullName} is described by no proto"));

    private static ServiceDescriptor? DescriptorOf(Type declaring) => declaring
        .GetCustomAttribute<BindServiceMethodAttribute>(inherit: false)?.BindType
        .GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as ServiceDescriptor;
}
