using System.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Net.Client;
using Grpc.Net.Compression;

namespace Grpc.Core.Api.Tests.Metadata;

/// <summary>The genuine server and client find in our API assemblies all that they were compiled against.</summary>
public class GenuineAssemblyTests
{
    private static readonly HashSet<string> ApiAssemblies = ["Grpc.Core.Api", "Grpc.Net.Common"];

    public static TheoryData<Type> Users => [typeof(GrpcServiceOptions), typeof(GrpcChannel)];

    [Theory]
    [MemberData(nameof(Users))]
    public void GenuineAssembly_EveryReference_IsDeclared(Type typeOfAssembly)
    {
        IReadOnlySet<string> referenced = Referenced(typeOfAssembly);
        Assert.True(referenced.Count > 40, $"only {referenced.Count} references read");
        Assert.Empty(referenced.Except(Declared()));
    }

    [Theory]
    [MemberData(nameof(Users))]
    public void GenuineAssembly_EveryType_Loads(Type typeOfAssembly)
    {
        // Throws ReflectionTypeLoadException when an abstract member stays without its override.
        Assert.NotEmpty(typeOfAssembly.Assembly.GetTypes());
    }

    [Theory]
    [MemberData(nameof(Users))]
    public void GenuineAssembly_ReferencedIdentity_IsOurs(Type typeOfAssembly)
    {
        foreach (AssemblyName reference in typeOfAssembly.Assembly.GetReferencedAssemblies().Where(name => ApiAssemblies.Contains(name.Name!)))
        {
            AssemblyName actual = Assembly.Load(reference).GetName();
            Assert.Equal(reference.GetPublicKeyToken(), actual.GetPublicKeyToken());
            Assert.Equal(reference.Version, actual.Version);
        }
    }

    [Fact]
    public void Comparison_MemberTakenAway_IsNamed()
    {
        HashSet<string> declared = Declared();
        declared.RemoveWhere(member => member.StartsWith("Grpc.Core.Metadata::GetValue`", StringComparison.Ordinal));
        string missing = Assert.Single(Referenced(typeof(GrpcChannel)).Except(declared));
        Assert.Equal("Grpc.Core.Metadata::GetValue`0(String) : String", missing);
    }

    private static IReadOnlySet<string> Referenced(Type typeOfAssembly)
    {
        using var references = new ReferencedMembers(typeOfAssembly.Assembly.Location, ApiAssemblies);
        return references.All();
    }

    private static HashSet<string> Declared() =>
        [.. DeclaredMembers.Of(typeof(Status).Assembly.Location), .. DeclaredMembers.Of(typeof(ICompressionProvider).Assembly.Location)];
}
