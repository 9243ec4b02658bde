namespace Kws.Storage.Tests.S3.Credentials;

/// <summary>A store without keys of its own signs with those of the role that its container has.</summary>
public sealed class RoleTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private StrictS3Server _server = null!;
    private RoleSource _roles = null!;

    public async Task InitializeAsync() =>
        (_server, _roles) = (await StrictS3Server.StartAsync(), await RoleSource.StartAsync());

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _roles.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task PutAsync_InAPodOfEks_SignsWithTheRoleOfItsWebIdentity()
    {
        await File.WriteAllTextAsync(_folder["token"], RoleSource.IdentityToken);

        await StoreAsync(
            ("AWS_ROLE_ARN", RoleSource.Role),
            ("AWS_WEB_IDENTITY_TOKEN_FILE", _folder["token"]),
            ("AWS_REGION", StrictS3Server.Region),
            ("AWS_ENDPOINT_URL_STS", _roles.Address.ToString()));

        Assert.Equal(["STS"], _roles.Answered);
    }

    [Fact]
    public async Task PutAsync_InATaskOfEcs_SignsWithTheRoleOfTheContainer()
    {
        await File.WriteAllTextAsync(_folder["token"], RoleSource.AgentToken);

        await StoreAsync(
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", new Uri(_roles.Address, "/role").ToString()),
            ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", _folder["token"]));

        Assert.Equal(["agent"], _roles.Answered);
    }

    private async Task StoreAsync(params (string Name, string Value)[] role)
    {
        // Nothing of this machine's user, and no wait for a metadata service that is not there.
        var errors = await OneObject.RunAsync(_server.Address,
        [
            ("AWS_SHARED_CREDENTIALS_FILE", _folder["credentials"]),
            ("AWS_CONFIG_FILE", _folder["config"]),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            .. role,
        ]);

        Assert.Empty(errors);
        Assert.Equal(RoleSource.SessionToken, _server.SessionToken);
    }
}
