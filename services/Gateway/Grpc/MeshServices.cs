using Google.Protobuf.Reflection;
using Kws.Access.V1;
using Kws.Audio.V1;
using Kws.Features.V1;
using Kws.ServiceDefaults.Access;
using Kws.Vision.V1;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Kws.Gateway.Grpc;

/// <summary>Which process of the mesh answers which gRPC service.</summary>
internal static class MeshServices
{
    /// <summary>The name that service discovery knows each by.</summary>
    public static IReadOnlyDictionary<ServiceDescriptor, string> Names { get; } =
        new Dictionary<ServiceDescriptor, string>
        {
            [KeywordSpotter.Descriptor] = "audioinference",
            [SignReader.Descriptor] = "visioninference",
            [Speech.V1.Speech.Descriptor] = "tts",
            [Training.V1.Training.Descriptor] = "trainingorchestrator",
            [FeatureExtraction.Descriptor] = "featureextraction",
        };

    private static readonly Dictionary<string, MethodDescriptor> s_methods = Names.Keys
        .SelectMany(service => service.Methods)
        .ToDictionary(method => $"/{method.Service.FullName}/{method.Name}");

    private static readonly Dictionary<MethodDescriptor, RequiredScopes> s_rules =
        s_methods.Values.ToDictionary(method => method, RequiredScopes.Of);

    private static readonly HashSet<MethodDescriptor> s_audited =
        [.. s_methods.Values.Where(method => method.GetOptions().GetExtension(AccessExtensions.Audited))];

    /// <summary>For clients: service discovery finds the instances behind it.</summary>
    public static string AddressOf(ServiceDescriptor service) => $"http://{Names[service]}";

    /// <summary>Who may call a method of <see cref="Names"/>.</summary>
    public static RequiredScopes RuleOf(MethodDescriptor method) => s_rules[method];

    /// <summary>Whether the audit holds who called a method of <see cref="Names"/>, as its proto says.</summary>
    public static bool IsAudited(MethodDescriptor method) => s_audited.Contains(method);

    /// <summary>The method behind a request's path; null: none of the mesh's.</summary>
    public static MethodDescriptor? MethodOf(string path) => s_methods.GetValueOrDefault(path);
}
