namespace Kws.Cli.Access;

/// <summary>What to do when a server refuses a caller.</summary>
internal static class AccessHelp
{
    public const string Unknown =
        "Log in with kws login, or name a device's file with --token-file (an operator makes one: kws devices add " +
        "NAME --scopes SCOPES --json > FILE).";

    public const string NotAllowed =
        "Use a login or a device that has the scope; whoever has 'operate' gives it: kws devices add, kws people " +
        "invite.";
}
