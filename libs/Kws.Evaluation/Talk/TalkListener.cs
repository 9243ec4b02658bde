using System.Security.Cryptography;
using System.Text;

namespace Kws.Evaluation;

/// <summary>Lets a model listen to recordings of talk, each a stream of its own that begins and ends with a pause, so
/// that the first and the last words are heard as in a stream that goes on.</summary>
/// <param name="listener">The model, as it hears a live stream.</param>
/// <param name="sampleRateHz">The model's rate.</param>
public sealed class TalkListener(StreamListener listener, int sampleRateHz)
{
    /// <summary>Length of each pause.</summary>
    public const double PauseSeconds = 1;

    private const double QuietestDecibels = -70;
    private const double BlockSeconds = 0.01;

    /// <summary>Reads a recording and listens to it. Any number of threads may call it.</summary>
    /// <param name="file">A recording.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What was heard, pauses and all; its length is that of the recording alone.</returns>
    /// <exception cref="Audio.InvalidAudioException">The file is no audio; the message names it.</exception>
    public async Task<HeardRecording> ListenAsync(TalkFile file, CancellationToken cancellationToken)
    {
        var samples = await ClipFolder.ReadFileAsync(file.Path, sampleRateHz, cancellationToken);
        return listener.Hear(file.Source, BetweenPauses(samples, file.Name), []) with { SampleCount = samples.Length };
    }

    // Noise as loud as the quietest tenth of the recording: digital zero would be a jump that no room makes.
    private float[] BetweenPauses(float[] samples, string name)
    {
        var pause = (int)(PauseSeconds * sampleRateHz);
        var padded = new float[samples.Length + (2 * pause)];
        samples.CopyTo(padded, pause);
        var level = Math.Max(FloorOf(samples), Decibels.ToFactor(QuietestDecibels));
        var random = new Random(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(name))));
        // Evenly spread numbers in [-1, 1] have an RMS of the root of a third.
        var peak = level * MathF.Sqrt(3);
        for (var i = 0; i < pause; i++)
        {
            padded[i] = peak * ((2 * random.NextSingle()) - 1);
            padded[^(i + 1)] = peak * ((2 * random.NextSingle()) - 1);
        }
        return padded;
    }

    private float FloorOf(float[] samples)
    {
        var block = (int)(BlockSeconds * sampleRateHz);
        float[] levels = [.. samples.Chunk(block).Where(chunk => chunk.Length == block)
            .Select(chunk => Decibels.Rms(chunk)).Order()];
        return levels.Length == 0 ? 0 : levels[levels.Length / 10];
    }
}
