using System.Collections.Concurrent;
using System.Diagnostics;
using Kws.Audio;

namespace Kws.ShippedModels.Tests;

/// <summary>Audio at 16 kHz that every package is given to hear: decoded or spoken once, since each costs the start
/// of a program.</summary>
internal static class SharedAudio
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<float[]>>> s_clips = new();
    private static readonly ConcurrentDictionary<(string Word, string Voice), Lazy<Task<float[]>>> s_words = new();

    /// <summary>A recorded clip, mixed to mono. Not to be written to.</summary>
    public static Task<float[]> ClipAsync(string file) =>
        s_clips.GetOrAdd(file, _ => new(() => DecodeAsync(file))).Value;

    /// <summary>A word by espeak-ng. Not to be written to.</summary>
    public static Task<float[]> SpokenAsync(string word, string voice) =>
        s_words.GetOrAdd((word, voice), _ => new(() => SayAsync(word, voice))).Value;

    private static async Task<float[]> DecodeAsync(string file) =>
        (await AudioFileReader.ReadAsync(file).WithTimeout()).Mono;

    private static async Task<float[]> SayAsync(string word, string voice)
    {
        using var espeak =
            Process.Start(new ProcessStartInfo("espeak-ng", ["-v", voice, "-s", "140", "--stdout", "--", word])
            {
                RedirectStandardOutput = true,
            })!;
        using var wav = new MemoryStream();
        await espeak.StandardOutput.BaseStream.CopyToAsync(wav).WithTimeout();
        await espeak.WaitForExitAsync().WithTimeout();
        var audio = WavReader.Read(wav.ToArray());
        var resampler = new StreamingResampler(audio.SampleRateHz, 16_000);
        var samples = new float[resampler.MaxOutput(audio.Mono.Length) + resampler.MaxFlush];
        var count = resampler.Process(audio.Mono, samples);
        count += resampler.Flush(samples.AsSpan(count));
        return samples[..count];
    }
}
