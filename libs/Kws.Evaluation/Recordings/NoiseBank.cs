namespace Kws.Evaluation;

/// <summary>Seeded noise: cut from recordings, coloured, mains hum, knocks.</summary>
/// <param name="recordings">Background recordings at 16 kHz; without any, coloured noise takes their place.</param>
public sealed class NoiseBank(IReadOnlyList<float[]> recordings)
{
    /// <summary>The end of each recording is kept for tests; training hears the rest.</summary>
    private const double TestShare = 0.2;

    /// <summary>The test share of each WAV, FLAC or Opus file of a folder; no folder: an empty bank.</summary>
    /// <param name="folder">Background recordings, or null.</param>
    /// <param name="sampleRateHz">The model's rate.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="picked">Which files, by path; null: all.</param>
    public static async Task<NoiseBank> ReadAsync(
        string? folder, int sampleRateHz, CancellationToken cancellationToken, Func<string, bool>? picked = null)
    {
        List<float[]> recordings = [];
        if (folder is not null)
        {
            if (!Directory.Exists(folder))
                throw new DirectoryNotFoundException($"no folder '{folder}' with background recordings");
            foreach (var file in ClipFolder.AudioFiles(folder).Where(picked ?? (_ => true)))
            {
                var samples = await ClipFolder.ReadFileAsync(file, sampleRateHz, cancellationToken);
                recordings.Add(samples[(int)(samples.Length * (1 - TestShare))..]);
            }
        }
        return new NoiseBank(recordings);
    }

    /// <summary>A cut of a recording at its own loudness.</summary>
    public float[] Recorded(Random random, int length)
    {
        if (recordings.Count == 0)
            return Decibels.Scale(SyntheticNoise.Coloured(random, length), -26);
        var recording = recordings[random.Next(recordings.Count)];
        var start = recording.Length <= length ? 0 : random.Next(recording.Length - length);
        var cut = new float[length];
        for (var i = 0; i < length; i++)
            cut[i] = recording[(start + i) % recording.Length];
        return cut;
    }

    /// <summary>Noise of a random kind with an RMS of 1: six of ten times recorded, else coloured, hum or
    /// knocks.</summary>
    public float[] Draw(Random random, int length)
    {
        var kind = random.NextDouble();
        var noise = kind switch
        {
            < 0.6 => Recorded(random, length),
            < 0.8 => SyntheticNoise.Coloured(random, length),
            < 0.87 => SyntheticNoise.Hum(random, length),
            _ => SyntheticNoise.Knocks(random, length),
        };
        return Decibels.ToUnitRms(noise);
    }
}
