using System.Text;

namespace Kws.Cli.Tests;

/// <summary>Collects what is written to it and tells when a certain line was.</summary>
internal sealed class WatchedWriter(Func<string, bool> untilLine) : StringWriter
{
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the line was written.</summary>
    public Task Seen => _seen.Task;

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (untilLine(value ?? ""))
            _seen.TrySetResult();
    }
}
