using Amazon.CDK;

namespace Kws.Aws.Data;

/// <summary>A connection as services are told of it: by its whole string, and by parts as Aspire names them.</summary>
/// <param name="Plain">Parts that are no secrets, such as <c>HOST</c>.</param>
/// <param name="Secret">Parts that hold the password, as CloudFormation puts them together.</param>
public sealed record ConnectionParts(
    IReadOnlyDictionary<string, string> Plain, IReadOnlyDictionary<string, SecretValue> Secret)
{
    /// <summary>The part that a service of the mesh reads.</summary>
    public const string Whole = "CONNECTIONSTRING";

    public const string Host = "HOST";
    public const string Port = "PORT";
    public const string User = "USERNAME";
    public const string Password = "PASSWORD";
    public const string Uri = "URI";
    public const string Database = "DATABASENAME";
    public const string Jdbc = "JDBCCONNECTIONSTRING";
}
