using Kws.Audio;
using Kws.Models;

namespace Kws.AudioInference.Classification;

/// <summary>How clips are cut into windows.</summary>
internal static class ClipWindows
{
    /// <summary>Bytes that are held of a clip while it is worked on: its samples, those at the model's rate before and
    /// after they are cut to length, and what is sent for their features and comes back.</summary>
    public static long HeldBytes(ClipAudio clip, int modelRateHz) =>
        sizeof(float) * (clip.Samples.Length + 3L * clip.Samples.Length * modelRateHz / clip.SampleRateHz);

    /// <summary>The clip at the model's rate.</summary>
    public static float[] Resample(ClipAudio clip, int modelRateHz)
    {
        if (clip.SampleRateHz == modelRateHz)
            return clip.Samples;
        var resampler = new StreamingResampler(clip.SampleRateHz, modelRateHz);
        var output = new float[resampler.MaxOutput(clip.Samples.Length) + resampler.MaxFlush];
        var count = resampler.Process(clip.Samples, output);
        count += resampler.Flush(output.AsSpan(count));
        return output[..count];
    }

    /// <summary>A clip shorter than a window, with silence after it, as the trainer measures accuracy; others as they
    /// are.</summary>
    public static float[] Pad(float[] samples, int windowSamples)
    {
        if (samples.Length >= windowSamples)
            return samples;
        var padded = new float[windowSamples];
        samples.CopyTo(padded, 0);
        return padded;
    }

    /// <summary>First frames of the windows: a stride apart, and one at the very end.</summary>
    public static int[] Starts(int frames, KeywordModel model)
    {
        var last = frames - model.FramesPerWindow;
        var starts = new List<int>();
        for (var start = 0; start < last; start += model.StrideFrames)
            starts.Add(start);
        starts.Add(last);
        return [.. starts];
    }
}
