using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Kws.VisionInference.Tests.Decoding;

/// <summary>Decodes JPEGs by libjpeg as others use it, through Debian's python3-pil: one process for many
/// pictures.</summary>
internal sealed class Libjpeg : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import io, struct, sys, warnings
        from PIL import Image
        warnings.simplefilter('ignore')
        i, o = sys.stdin.buffer, sys.stdout.buffer
        while True:
            n = i.read(4)
            if len(n) < 4: break
            f = i.read(struct.unpack('<i', n)[0])
            try:
                x = Image.open(io.BytesIO(f), formats=['JPEG'])
                if x.width * x.height > 1 << 20: raise ValueError('large')
                x = x.convert('RGB')
                o.write(struct.pack('<ii', x.width, x.height) + x.tobytes())
            except Exception:
                o.write(struct.pack('<ii', -1, 0))
            o.flush()
        """;

    private readonly Process _process;

    private Libjpeg(Process process) => _process = process;

    /// <summary>Skips the test where it is not installed.</summary>
    public static Libjpeg Start()
    {
        Skip.IfNot(File.Exists(Python), $"{Python} is absent");
        using (var probe = Process.Start(Python, ["-c", "import PIL.Image"]))
        {
            probe.WaitForExit();
            Skip.IfNot(probe.ExitCode == 0, "python3-pil is not installed");
        }
        return new Libjpeg(Process.Start(new ProcessStartInfo(Python, ["-c", Script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);
    }

    /// <summary>The picture as rows of RGB, not turned; null: refused, or of more than a million pixels.</summary>
    public (int Width, int Height, byte[] Rgb)? Read(byte[] jpeg)
    {
        var input = _process.StandardInput.BaseStream;
        input.Write(BitConverter.GetBytes(jpeg.Length));
        input.Write(jpeg);
        input.Flush();
        var head = new int[2];
        _process.StandardOutput.BaseStream.ReadExactly(MemoryMarshal.AsBytes(head.AsSpan()));
        if (head[0] < 0)
            return null;
        var rgb = new byte[head[0] * head[1] * 3];
        _process.StandardOutput.BaseStream.ReadExactly(rgb);
        return (head[0], head[1], rgb);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
