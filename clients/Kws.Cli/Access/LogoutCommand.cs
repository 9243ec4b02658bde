using System.CommandLine;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Access;

/// <summary><c>kws logout</c>: forgets the login, here and at the issuer.</summary>
internal static class LogoutCommand
{
    public static Command Create(CliContext context)
    {
        var command = new Command("logout", "Forget the login");
        command.SetWork(context, async (_, cancellationToken) =>
        {
            if (LoginFile.Find(context.Variable) is not { } file || file.Read() is not { } login)
            {
                await context.Out.WriteLineAsync("nobody is logged in");
                return;
            }
            using (await file.LockAsync(context.Time, cancellationToken))
                file.Delete();
            await new Issuer(login.Authority, context).RevokeAsync(
                [("client_id", LoginTokens.Client), ("token", login.RefreshToken)], cancellationToken);
            await context.Out.WriteLineAsync($"logged out at {login.Authority}");
        });
        return command;
    }
}
