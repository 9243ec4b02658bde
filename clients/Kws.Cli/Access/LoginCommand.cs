using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;

namespace Kws.Cli.Access;

/// <summary><c>kws login</c>: a person allows this program, in any browser, to act in the person's name.</summary>
internal static class LoginCommand
{
    private const int UsualInterval = 5;
    private const int LongestInterval = 600;

    public static Command Create(CliContext context)
    {
        var gateway = ServerAddress.OfGateway();
        var scopes = ScopesOption.Create("What to be allowed, at most what you are");
        scopes.Required = false;
        scopes.DefaultValueFactory = _ => string.Join(',', ScopesOption.All);
        var command = new Command("login", "Log in at the gateway, with any browser") { scopes, gateway.Option };
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            var address = gateway.ResolveAddress(parsed, context);
            if (!SafeTransport.Allows(address, context.Variable))
                throw new BadInputException(gateway.Option.Name, address.ToString(),
                    $"a login needs https beyond this machine; or set {SafeTransport.Variable}=1");
            var file = LoginFile.Find(context.Variable) ?? throw new CommandFailedException(
                "there is no folder to keep the login in", "Set HOME or XDG_STATE_HOME.");
            var issuer = new Issuer(address, context);
            var tokens = await AskAsync(issuer, ScopesOption.Split(parsed.GetRequiredValue(scopes)), context,
                cancellationToken);
            var token = RenewedToken.Of(tokens, context.Time);
            using (await file.LockAsync(context.Time, cancellationToken))
                file.Write(new Login(issuer.Authority, token.Token, token.RenewAt, tokens.RefreshToken ?? ""));
            await context.Out.WriteLineAsync($"logged in at {issuer.Authority}");
        });
        return command;
    }

    private static async Task<TokenAnswer> AskAsync(
        Issuer issuer, string[] scopes, CliContext context, CancellationToken cancellationToken)
    {
        var code = await issuer.DeviceCodeAsync(
            [("client_id", LoginTokens.Client), ("scope", string.Join(' ', [.. scopes, "offline_access"]))],
            cancellationToken);
        if (code.DeviceCode is null)
            throw Refused(issuer, code.ErrorDescription ?? code.Error);
        await context.Error.WriteLineAsync(
            $"Open {code.VerificationUri} in a browser and enter the code {code.UserCode}");
        await context.Error.WriteLineAsync($"or open {code.VerificationUriComplete}");
        return await WaitAsync(issuer, code, context.Time, cancellationToken);
    }

    private static async Task<TokenAnswer> WaitAsync(
        Issuer issuer, DeviceCodeAnswer code, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromSeconds(Math.Clamp(code.Interval ?? UsualInterval, 1, LongestInterval));
        while (true)
        {
            await Task.Delay(pause, timeProvider, cancellationToken);
            var answer = await issuer.TokensAsync(
            [
                ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("client_id", LoginTokens.Client),
                ("device_code", code.DeviceCode!),
            ], cancellationToken);
            if (answer.AccessToken is not null)
                return answer;
            if (answer.Error == "slow_down")
                pause += TimeSpan.FromSeconds(UsualInterval);
            else if (answer.Error != "authorization_pending")
                throw Refused(issuer, answer.ErrorDescription ?? answer.Error);
        }
    }

    private static CommandFailedException Refused(Issuer issuer, string? why) =>
        new($"no login at {issuer.Authority}: {why}", "Try again: kws login");
}
