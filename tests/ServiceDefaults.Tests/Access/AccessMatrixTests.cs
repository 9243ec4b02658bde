using Grpc.Core;
using Kws.Access.V1;
using Kws.ServiceDefaults.Access;
using Kws.TestSupport.Identity;

namespace Kws.ServiceDefaults.Tests.Access;

/// <summary>Every method of the protos against every way to come without the right to call it.</summary>
public sealed class AccessMatrixTests(GuardedMesh mesh) : IClassFixture<GuardedMesh>
{
    private const string Revoked = "mallory";
    private static readonly DateTimeOffset s_then = DateTimeOffset.UnixEpoch;

    public static TheoryData<string> Methods => [.. ContractMethods.All.Select(method => method.FullName)];

    private TestIssuer Issuer => mesh.Issuer;

    [Fact]
    public void Protos_EachMethod_HasARuleOfKnownScopes()
    {
        Assert.NotEmpty(ContractMethods.All);
        Offenders.MustBeNone(ContractMethods.All
            .Where(method => method.GetOptions()?.GetExtension(AccessExtensions.Scopes) is not { Count: > 0 } scopes
                || scopes.Any(scope => !Scopes.All.Contains(scope) && scope != Scopes.Mesh))
            .Select(method => method.FullName), "no rule of known scopes (protos/kws/access/v1/access.proto)");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Method_CallerIsNotKnown_IsUnauthenticated(string method)
    {
        var right = RequiredScopes.Of(ContractMethods.Of(method)).AnyOf[0];
        (string Case, Metadata Headers, string Told)[] cases =
        [
            ("no token", [], "nobody is known to call"),
            ("another scheme", new() { { "authorization", "Basic YWRhOmFkYQ==" } }, "nobody is known to call"),
            ("no JWT", GuardedMesh.Bearer("kitchen"), "no JWT"),
            ("expired", Changed(right, "exp", s_then.ToUnixTimeSeconds() + 60), "expired"),
            ("no expiry", Removed(right, "exp"), "expir"),
            ("not yet", Changed(right, "nbf", DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()), "not valid yet"),
            ("wrong audience", Changed(right, "aud", "other"), "audience"),
            ("wrong issuer", Changed(right, "iss", "https://id.example.org"), "issuer"),
            ("alg none", GuardedMesh.Bearer(Issuer.Unsigned(right)), "sign"),
            ("public key as secret", GuardedMesh.Bearer(Issuer.SignedWithPublicKey(right)), "sign"),
            ("another's key", GuardedMesh.Bearer(Issuer.SignedByAnother(right)), "signature"),
            ("as the mesh's", Changed(right, "iss", "kws-mesh"), "sign"),
        ];
        foreach ((var name, var headers, var told) in cases)
        {
            var status = await CallAsync(method, headers);
            Assert.True(status.StatusCode == StatusCode.Unauthenticated, $"{name}: {status}");
            Assert.True(status.Detail.Contains(told, StringComparison.Ordinal), $"{name}: {status}");
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Method_TokenInTheAddress_IsNotLookedAt(string method)
    {
        var right = RequiredScopes.Of(ContractMethods.Of(method)).AnyOf[0];
        var token = right == Scopes.Mesh ? mesh.MeshToken : Issuer.Token(right);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post,
            $"{mesh.Address}/{ContractMethods.Of(method).Service.FullName}/{ContractMethods.Of(method).Name}" +
            $"?access_token={token}")
        {
            Version = new Version(2, 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, 0])
            {
                Headers = { { "content-type", "application/grpc" } },
            },
        };

        using var response = await http.SendAsync(request).WithTimeout();

        Assert.Equal("16", Assert.Single(response.Headers.GetValues("grpc-status")));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Method_ScopeIsMissing_IsPermissionDeniedAndNamesIt(string method)
    {
        var rule = RequiredScopes.Of(ContractMethods.Of(method));
        // "mesh" of an issuer is nothing: only the services give it to each other.
        var others = string.Join(' ', Scopes.All.Except(rule.AnyOf).Append(Scopes.Mesh));

        var status = await CallAsync(method, GuardedMesh.Bearer(Issuer.Token(others)));

        Assert.Equal(StatusCode.PermissionDenied, status.StatusCode);
        Assert.EndsWith($"needed: {rule}", status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Method_CallerIsRevoked_IsUnauthenticated(string method)
    {
        Issuer.Revoke(Revoked, DateTimeOffset.UtcNow.AddHours(1));
        var token = Issuer.Token(string.Join(' ', Scopes.All), Revoked);

        await Eventually.BeAsync(async () => await CallAsync(method, GuardedMesh.Bearer(token)) is
        { StatusCode: StatusCode.Unauthenticated, Detail: "access was revoked" });
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Method_EachScopeOfItsRule_GetsThrough(string method)
    {
        foreach (var scope in RequiredScopes.Of(ContractMethods.Of(method)).AnyOf)
        {
            var token = scope == Scopes.Mesh ? mesh.MeshToken : Issuer.Token($"other {scope}");

            var status = await CallAsync(method, GuardedMesh.Bearer(token));

            Assert.Equal(StatusCode.Unimplemented, status.StatusCode);
        }
    }

    [Fact]
    public async Task Health_NoToken_IsTold()
    {
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(mesh.Address);

        var answer = await new Grpc.Health.V1.Health.HealthClient(channel)
            .CheckAsync(new Grpc.Health.V1.HealthCheckRequest()).ResponseAsync.WithTimeout();

        Assert.NotEqual(Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.Unknown, answer.Status);
    }

    [Theory]
    [InlineData("scope", "listen")]
    [InlineData("scp", "listen")]
    public async Task Scopes_AsAnArray_AreRead(string claim, string scope)
    {
        var token = Issuer.Token("", change: claims =>
        {
            claims.Remove("scope");
            claims[claim] = new[] { "sign", scope };
        });

        Assert.Equal(StatusCode.Unimplemented,
            (await CallAsync("kws.audio.v1.KeywordSpotter.DescribeModel", GuardedMesh.Bearer(token))).StatusCode);
    }

    private Task<Status> CallAsync(string method, Metadata headers) =>
        ContractMethods.CallAsync(mesh.Calls, ContractMethods.Of(method), headers);

    private Metadata Changed(string scope, string claim, object value) =>
        GuardedMesh.Bearer(Issuer.Token(scope, change: claims => claims[claim] = value));

    private Metadata Removed(string scope, string claim) =>
        GuardedMesh.Bearer(Issuer.Token(scope, change: claims => claims.Remove(claim)));
}
