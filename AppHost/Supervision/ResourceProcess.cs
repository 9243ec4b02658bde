using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Kws.AppHost.Supervision;

/// <summary>The process behind a running resource.</summary>
internal static partial class ResourceProcess
{
    private const int SigTerm = 15;
    private const int NoSuchProcess = 3;

    /// <summary>Its process id; null while it does not run, or when it is no process of this machine.</summary>
    public static int? IdOf(CustomResourceSnapshot snapshot)
    {
        if (snapshot.State?.Text is not ("Running" or "Starting" or "RuntimeUnhealthy"))
            return null;
        var value = snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value;
        return value is null ? null : Convert.ToInt32(value, CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Asks it to end and leaves it the time it needs: Aspire's stop command kills what takes longer than some seconds,
    /// too short for calls in flight.
    /// </summary>
    /// <exception cref="Win32Exception">The system does not allow it.</exception>
    public static void Terminate(int processId)
    {
        if (Kill(processId, SigTerm) != 0 && Marshal.GetLastPInvokeError() is var error and not NoSuchProcess)
            throw new Win32Exception(error);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
