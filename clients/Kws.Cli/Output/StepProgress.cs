using Kws.Cli.CommandLine;

namespace Kws.Cli.Output;

/// <summary>A counter on standard error: in place at a terminal, a line every tenth where output is kept.</summary>
internal sealed class StepProgress(CliContext context, string what)
{
    private readonly Lock _gate = new();
    private int _lastTenth = -1;

    /// <summary>So many of so many are done. Any thread may call it.</summary>
    public void Report(int done, int total)
    {
        lock (_gate)
        {
            var tenth = 10 * done / Math.Max(1, total);
            if (tenth == _lastTenth)
                return;
            _lastTenth = tenth;
            if (context.ErrorIsRedirected)
                context.Error.WriteLine($"{what}: {done} of {total}");
            else
                context.Error.Write($"\r{what}: {done} of {total}{(done == total ? "\n" : "")}");
        }
    }
}
