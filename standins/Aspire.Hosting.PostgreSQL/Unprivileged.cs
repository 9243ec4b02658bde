using System.Globalization;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Postgres;

/// <summary>A user without root's rights, for a server that refuses them.</summary>
internal sealed record Unprivileged(uint User, uint Group)
{
    private static readonly string[] Names = ["postgres", "nobody"];

    /// <summary>Null when this process is not root's, and needs no other user.</summary>
    public static Unprivileged? WhenRoot()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return null;
        string[] accounts = File.ReadAllLines("/etc/passwd");
        string[]? found = Names
            .Select(name => accounts.Select(line => line.Split(':')).FirstOrDefault(fields => fields.Length > 3 && fields[0] == name))
            .FirstOrDefault(fields => fields is not null);
        return found is null
            ? throw new DistributedApplicationException("PostgreSQL does not run as root, and /etc/passwd has neither 'postgres' nor 'nobody': create the user 'postgres' or run the AppHost as another user.")
            : new Unprivileged(uint.Parse(found[2], CultureInfo.InvariantCulture), uint.Parse(found[3], CultureInfo.InvariantCulture));
    }

    /// <summary>The command line that runs a program as the user, or as it is when there is none.</summary>
    public static (string Command, IReadOnlyList<string> Arguments) Command(Unprivileged? user, IReadOnlyList<string> commandLine)
    {
        if (user is null)
            return (commandLine[0], [.. commandLine.Skip(1)]);
        string setpriv = ExecutablePath.Find("setpriv")
            ?? throw new DistributedApplicationException("PostgreSQL does not run as root, and 'setpriv' (package util-linux) was not found: install it or run the AppHost as another user.");
        string userId = user.User.ToString(CultureInfo.InvariantCulture), group = user.Group.ToString(CultureInfo.InvariantCulture);
        return (setpriv, ["--reuid", userId, "--regid", group, "--clear-groups", "--", .. commandLine]);
    }
}
