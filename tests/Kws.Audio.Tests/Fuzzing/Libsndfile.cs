using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Kws.Audio.Tests.Fuzzing;

/// <summary>Reads WAV files by libsndfile, through Debian's python3-soundfile: one process for many files.</summary>
internal sealed class Libsndfile : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import io, struct, sys
        import soundfile
        i, o = sys.stdin.buffer, sys.stdout.buffer
        while True:
            n = i.read(4)
            if len(n) < 4: break
            f = i.read(struct.unpack('<i', n)[0])
            try:
                x, rate = soundfile.read(io.BytesIO(f), dtype='float32', always_2d=True)
                m = x.mean(axis=1, dtype='float64').astype('<f4').tobytes()
                o.write(struct.pack('<iii', x.shape[0], rate, x.shape[1]) + m)
            except Exception:
                o.write(struct.pack('<iii', -1, 0, 0))
            o.flush()
        """;

    private readonly Process _process;

    private Libsndfile(Process process) => _process = process;

    /// <summary>Skips the test where it is not installed.</summary>
    public static Libsndfile Start()
    {
        Skip.IfNot(File.Exists(Python), $"{Python} is absent");
        using (var probe = Process.Start(Python, ["-c", "import soundfile"]))
        {
            probe.WaitForExit();
            Skip.IfNot(probe.ExitCode == 0, "python3-soundfile is not installed");
        }
        return new Libsndfile(Process.Start(new ProcessStartInfo(Python, ["-c", Script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);
    }

    /// <summary>The file as the mean of its channels; null: refused.</summary>
    public (int RateHz, int Channels, float[] Mono)? Read(byte[] file)
    {
        var input = _process.StandardInput.BaseStream;
        input.Write(BitConverter.GetBytes(file.Length));
        input.Write(file);
        input.Flush();
        var head = new int[3];
        _process.StandardOutput.BaseStream.ReadExactly(MemoryMarshal.AsBytes(head.AsSpan()));
        if (head[0] < 0)
            return null;
        var mono = new float[head[0]];
        _process.StandardOutput.BaseStream.ReadExactly(MemoryMarshal.AsBytes(mono.AsSpan()));
        return (head[1], head[2], mono);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
