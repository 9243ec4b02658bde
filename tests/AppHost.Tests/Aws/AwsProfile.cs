namespace Kws.AppHost.Tests.Aws;

/// <summary>A profile of a user of AWS on this machine, and a CloudFormation that knows it. One for all tests: the SDK
/// keeps what it read of a profile.</summary>
public sealed class AwsProfile : IAsyncLifetime
{
    public const string Name = "kws-laptop";

    private static readonly string[] s_variables = ["AWS_SHARED_CREDENTIALS_FILE", "AWS_ENDPOINT_URL_CLOUDFORMATION"];

    private readonly Dictionary<string, string?> _before =
        s_variables.ToDictionary(name => name, Environment.GetEnvironmentVariable);

    private readonly TemporaryFolder _folder = new();
    private StrictCloudFormation _server = null!;

    public async Task InitializeAsync()
    {
        _server = await StrictCloudFormation.StartAsync();
        await File.WriteAllTextAsync(_folder["credentials"], $"""
            [{Name}]
            aws_access_key_id = {StrictCloudFormation.AccessKey}
            aws_secret_access_key = {StrictCloudFormation.SecretKey}
            """);
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", _folder["credentials"]);
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_CLOUDFORMATION", _server.Address);
    }

    public async Task DisposeAsync()
    {
        foreach (var (name, value) in _before)
            Environment.SetEnvironmentVariable(name, value);
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
