using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Console;

/// <summary>The console's pages. Configuration section <c>Console</c>.</summary>
internal sealed class ConsoleOptions
{
    public const string Section = "Console";

    /// <summary>Whether the pages are served; programs and devices do not need them.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether operators may watch what browsers and other clients stream through the gateway's WebSockets.
    /// Who is watched is told on the stream.</summary>
    public bool Live { get; set; }

    /// <summary>How many may watch one stream at a time.</summary>
    [NumberRange(1, 100)]
    public int MaxWatchers { get; set; } = 4;
}

/// <summary>Finds every fault of <see cref="ConsoleOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ConsoleOptionsValidator : IValidateOptions<ConsoleOptions>;
