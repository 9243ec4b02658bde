using Kws.Features;

namespace Kws.AudioInference.Streaming;

/// <summary>
/// Converts between samples of a recording at the device's rate, samples at the model's rate, frames and
/// decisions, all counted from the begin of the recording.
/// </summary>
/// <remarks>
/// Decisions lie on a fixed grid: decision d uses the frames from d x stride on. A stream that resumes starts
/// on that grid too, so every window holds exactly the frames that it would have held without the break.
/// </remarks>
internal sealed class StreamTimeline
{
    private readonly FeatureSpec _spec;
    private readonly int _strideSamples;
    private readonly int _gridStrides;

    /// <param name="deviceRateHz">Rate of the device, above 0.</param>
    /// <param name="spec">The model's features.</param>
    /// <param name="strideFrames">Frames from one decision to the next, 1 or more.</param>
    /// <param name="framesPerWindow">Frames of one decision, 1 or more.</param>
    public StreamTimeline(int deviceRateHz, FeatureSpec spec, int strideFrames, int framesPerWindow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(deviceRateHz, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(strideFrames, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(framesPerWindow, 1);
        _spec = spec;
        DeviceRateHz = deviceRateHz;
        StrideFrames = strideFrames;
        FramesPerWindow = framesPerWindow;
        _strideSamples = checked(strideFrames * spec.HopSamples);
        WindowModelSamples = checked((framesPerWindow - 1) * spec.HopSamples + spec.FrameLengthSamples);
        // The fewest strides that are a whole number of samples at the device's rate.
        var strideTimesRate = (long)_strideSamples * deviceRateHz;
        _gridStrides = (int)(spec.SampleRateHz / GreatestCommonDivisor(strideTimesRate, spec.SampleRateHz));
        GridDeviceSamples = strideTimesRate * _gridStrides / spec.SampleRateHz;
    }

    public int DeviceRateHz { get; }

    public int ModelRateHz => _spec.SampleRateHz;

    /// <summary>Samples between frames, at the model's rate.</summary>
    public int HopSamples => _spec.HopSamples;

    public int StrideFrames { get; }

    public int FramesPerWindow { get; }

    /// <summary>Samples under one window, at the model's rate.</summary>
    public int WindowModelSamples { get; }

    /// <summary>Streams may start at multiples of this many samples at the device's rate.</summary>
    public long GridDeviceSamples { get; }

    /// <summary>The nearest sample at the device's rate.</summary>
    public long ToDevice(long modelSample) =>
        (long)(((Int128)modelSample * DeviceRateHz + _spec.SampleRateHz / 2) / _spec.SampleRateHz);

    /// <summary>End of the deciding window (one past its last sample) at the model's rate.</summary>
    public long WindowEndModelSample(long decision) => decision * _strideSamples + WindowModelSamples;

    /// <summary>End of the deciding window at the device's rate.</summary>
    public long WindowEndDeviceSample(long decision) => ToDevice(WindowEndModelSample(decision));

    /// <summary>First sample of a frame at the device's rate.</summary>
    public long FrameDeviceSample(long frame) => ToDevice(frame * _spec.HopSamples);

    /// <summary>One past the last sample of a frame at the device's rate.</summary>
    public long FrameEndDeviceSample(long frame) => ToDevice(frame * _spec.HopSamples + _spec.FrameLengthSamples);

    /// <summary>The first position at or after <paramref name="deviceSample"/> where a stream may start.</summary>
    public long AcceptFrom(long deviceSample) =>
        checked((deviceSample + GridDeviceSamples - 1) / GridDeviceSamples * GridDeviceSamples);

    /// <summary>The first frame of a stream that starts at <paramref name="accepted"/>, a multiple of
    /// <see cref="GridDeviceSamples"/>.</summary>
    public long FirstFrame(long accepted) => accepted / GridDeviceSamples * _gridStrides * StrideFrames;

    /// <summary>
    /// The first decision of a stream that starts at <paramref name="accepted"/>. The stride right after a start
    /// inside a recording is left out: its first frames lack the samples before them that the resampler and the
    /// pre-emphasis would have used.
    /// </summary>
    public long FirstDecision(long accepted) => accepted == 0 ? 0 : FirstFrame(accepted) / StrideFrames + 1;

    /// <summary>
    /// The latest position to resume from so that <paramref name="decision"/> and all after it are reported:
    /// <paramref name="memoryDecisions"/> decisions of history lie between. Zero when that is before the recording.
    /// </summary>
    public long ResumeFor(long decision, int memoryDecisions)
    {
        var firstStride = decision - memoryDecisions - 1;
        return firstStride <= 0 ? 0 : firstStride / _gridStrides * GridDeviceSamples;
    }

    private static long GreatestCommonDivisor(long a, long b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
