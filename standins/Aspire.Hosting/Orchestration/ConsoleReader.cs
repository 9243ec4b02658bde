using System.Text;

namespace Aspire.Hosting.Orchestration;

/// <summary>Cuts a process's output into lines without ever holding a long one.</summary>
internal static class ConsoleReader
{
    public static async Task CopyAsync(TextReader output, Action<string> onLine)
    {
        char[] buffer = new char[4096];
        var line = new StringBuilder();
        int read;
        while ((read = await output.ReadAsync(buffer).ConfigureAwait(false)) > 0)
            foreach (char c in buffer.AsSpan(0, read))
            {
                if (c == '\n')
                {
                    onLine(line.ToString().TrimEnd('\r'));
                    line.Clear();
                }
                else if (line.Length <= ConsoleLog.LongestLine)
                {
                    line.Append(c);
                }
            }

        if (line.Length > 0)
            onLine(line.ToString());
    }
}
