using System.Text.RegularExpressions;
using Kws.Cli.CommandLine;
using Kws.Cli.Tests;

namespace Kws.Gateway.Tests.Identity;

/// <summary><c>kws login</c> that waits until somebody allows it.</summary>
internal sealed partial class KwsLogin : IDisposable
{
    private readonly WatchedText _told = new();
    private readonly Task<KwsRun> _running;

    private KwsLogin(Func<CliContext, CliContext> change) =>
        _running = KwsRun.InAsync(context => change(context) with { Error = _told }, "login");

    /// <summary>Where the code is entered.</summary>
    public string Page => Found.Groups["page"].Value;

    public string Code => Found.Groups["code"].Value;

    /// <summary>The same with the code in it.</summary>
    public string Link => Found.Groups["link"].Value;

    private Match Found => Told().Match(_told.ToString());

    /// <summary>Returns when it shows where to go on.</summary>
    /// <param name="change">Changes what the command may touch of its process.</param>
    public static async Task<KwsLogin> BeginAsync(Func<CliContext, CliContext> change)
    {
        var login = new KwsLogin(change);
        await Eventually.BeAsync(() => login.Found.Success, "kws shows the address");
        return login;
    }

    /// <summary>Returns when it has ended.</summary>
    public Task<KwsRun> EndAsync() => _running.WithTimeout();

    public void Dispose() => _told.Dispose();

    [GeneratedRegex(@"Open (?<page>\S+) in a browser and enter the code (?<code>\S+)\s+or open (?<link>\S+)\s")]
    private static partial Regex Told();

    // Written by one thread and read by another.
    private sealed class WatchedText : StringWriter
    {
        private readonly Lock _lock = new();

        public override void Write(char value)
        {
            lock (_lock)
                base.Write(value);
        }

        public override void Write(string? value)
        {
            lock (_lock)
                base.Write(value);
        }

        public override Task WriteLineAsync(string? value)
        {
            lock (_lock)
                base.WriteLine(value);
            return Task.CompletedTask;
        }

        public override string ToString()
        {
            lock (_lock)
                return base.ToString();
        }
    }
}
