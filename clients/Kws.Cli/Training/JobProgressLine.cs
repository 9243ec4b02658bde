using System.Globalization;
using Kws.Cli.CommandLine;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary>A job's epochs on standard error: a bar that grows in place at a terminal, else a line each.</summary>
internal sealed class JobProgressLine(CliContext context)
{
    private const int LongestBar = 24;
    private const string EraseLine = "\r\u001b[2K";
    private bool _isOpen;

    /// <summary>An epoch has ended.</summary>
    public void Show(JobProgress epoch)
    {
        if (context.ErrorIsRedirected)
        {
            context.Error.WriteLine(Words(epoch));
            return;
        }

        _isOpen = true;
        context.Error.Write(EraseLine + AtTerminal(epoch, context.Progress().Profile.Width));
    }

    /// <summary>A line of its own, below the bar.</summary>
    public void Show(string line)
    {
        Close();
        context.Error.WriteLine(line);
    }

    /// <summary>What comes next begins a line.</summary>
    public void Close()
    {
        if (_isOpen)
            context.Error.WriteLine();
        _isOpen = false;
    }

    /// <summary>As long as a line of the terminal allows: one that wraps could not be erased.</summary>
    internal static string AtTerminal(JobProgress epoch, int width)
    {
        var words = Words(epoch);
        var room = Math.Min(LongestBar, width - words.Length - 4);
        if (room < 3)
            return words.Length < width ? words : words[..Math.Max(0, width - 1)];
        var done = (int)(room * Math.Clamp((double)epoch.Epoch / Math.Max(1, epoch.Epochs), 0, 1));
        return $"[{new string('#', done)}{new string('.', room - done)}] {words}";
    }

    private static string Words(JobProgress epoch) => string.Create(CultureInfo.InvariantCulture,
        $"epoch {epoch.Epoch} of {epoch.Epochs}  loss {epoch.Loss:0.000}  accuracy {epoch.Accuracy:0.0%}  "
        + $"rate {epoch.LearningRate:0.#####}  {Left(epoch)} left");

    private static string Left(JobProgress epoch)
    {
        var left = epoch.Left?.ToTimeSpan() ?? TimeSpan.Zero;
        return string.Create(
            CultureInfo.InvariantCulture, $"{(int)left.TotalHours:00}:{left.Minutes:00}:{left.Seconds:00}");
    }
}
