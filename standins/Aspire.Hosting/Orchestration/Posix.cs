using System.Runtime.InteropServices;

namespace Aspire.Hosting.Orchestration;

/// <summary>The calls that .NET does not offer.</summary>
internal static partial class Posix
{
    public const int SigInt = 2;
    public const int SigKill = 9;
    public const int SigTerm = 15;

    /// <summary>Sends a signal; a negative id addresses a process group. False when nobody was there.</summary>
    public static bool Signal(int processId, int signal) => Kill(processId, signal) == 0;

    /// <summary>Gives a file or folder to another user.</summary>
    public static void ChangeOwner(string path, uint user, uint group)
    {
        if (Chown(path, user, group) != 0)
            throw new IOException($"cannot give '{path}' to user {user}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>The process that started this one; another one once that has ended.</summary>
    [LibraryImport("libc", EntryPoint = "getppid")]
    public static partial int ParentProcessId();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Chown(string path, uint user, uint group);
}
