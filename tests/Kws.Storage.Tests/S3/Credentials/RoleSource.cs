using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kws.Storage.Tests.S3.Credentials;

/// <summary>
/// What gives a container its role's keys, over HTTP as Amazon describes it: STS, which takes a pod's web identity
/// token (<c>AssumeRoleWithWebIdentity</c>), and the agent that ECS and EKS Pod Identity run beside a container.
/// </summary>
internal sealed class RoleSource : IAsyncDisposable
{
    public const string Role = "arn:aws:iam::123456789012:role/kws-audioinference";
    public const string IdentityToken = "header.payload.signature";
    public const string AgentToken = "the-agents-own-token";
    public const string SessionToken = "FwoGZXIvYXdzEXAMPLE";
    private KestrelHost? _host;

    public Uri Address => new(_host!.Address);

    /// <summary>Every request in order: what gave keys for it, or why it was refused.</summary>
    public List<string> Answered { get; } = [];

    public static async Task<RoleSource> StartAsync()
    {
        var source = new RoleSource();
        source._host = await KestrelHost.StartAsync(_ => { }, app =>
        {
            app.MapPost("/", source.AssumeRoleAsync);
            app.MapGet("/role", source.RoleOfContainer);
        });
        return source;
    }

    public ValueTask DisposeAsync() => _host!.DisposeAsync();

    private async Task<IResult> AssumeRoleAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (form["Action"] != "AssumeRoleWithWebIdentity" || form["Version"] != "2011-06-15")
            return Refuse($"{form["Action"]} of {form["Version"]}");
        if (form["RoleArn"] != Role || form["WebIdentityToken"] != IdentityToken || form["RoleSessionName"].Count != 1)
            return Refuse($"role {form["RoleArn"]}, token {form["WebIdentityToken"]}");
        // The token is what identifies the caller: there are no keys yet to sign with.
        if (request.Headers.Authorization.Count > 0)
            return Refuse("it is signed");
        Answered.Add("STS");
        return Results.Text($"""
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <AssumeRoleWithWebIdentityResult>
                <AssumedRoleUser>
                  <Arn>arn:aws:sts::123456789012:assumed-role/kws-audioinference/pod</Arn>
                  <AssumedRoleId>AROAEXAMPLE:pod</AssumedRoleId>
                </AssumedRoleUser>
                <Credentials>
                  <SessionToken>{SessionToken}</SessionToken>
                  <SecretAccessKey>{StrictS3Server.SecretKey}</SecretAccessKey>
                  <Expiration>{Expiration()}</Expiration>
                  <AccessKeyId>{StrictS3Server.AccessKey}</AccessKeyId>
                </Credentials>
              </AssumeRoleWithWebIdentityResult>
              <ResponseMetadata><RequestId>ad4156e9-bce1-11e2-82e6-6b6efEXAMPLE</RequestId></ResponseMetadata>
            </AssumeRoleWithWebIdentityResponse>
            """, "text/xml");
    }

    private IResult RoleOfContainer(HttpRequest request)
    {
        if (request.Headers.Authorization != AgentToken)
            return Refuse("the agent's token is not there");
        Answered.Add("agent");
        return Results.Json(
            new Dictionary<string, string>
            {
                ["RoleArn"] = Role,
                ["AccessKeyId"] = StrictS3Server.AccessKey,
                ["SecretAccessKey"] = StrictS3Server.SecretKey,
                ["Token"] = SessionToken,
                ["Expiration"] = Expiration(),
            });
    }

    private IResult Refuse(string why)
    {
        Answered.Add(why);
        return Results.Text(why, statusCode: StatusCodes.Status403Forbidden);
    }

    private static string Expiration() =>
        DateTimeOffset.UtcNow.AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
