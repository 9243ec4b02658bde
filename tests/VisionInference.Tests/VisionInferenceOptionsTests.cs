using Kws.Models;

namespace Kws.VisionInference.Tests;

/// <summary>Settings at their limits and beyond.</summary>
public sealed class VisionInferenceOptionsTests
{
    [Fact]
    public void Faults_OfEverySection_AreAllListedWithFieldValueAndLimit()
    {
        var options = new VisionInferenceOptions
        {
            Models = { Sign = "", Root = "/no/such/folder", LoadLimit = TimeSpan.Zero },
            Images = { MaxSidePixels = 63, MaxPixels = 4095, MaxBytes = 65_535, MaxConcurrentDecodes = -1,
                MaxConcurrentCalls = 0 },
            Streams = { MaxSessions = 0, MaxUnreadableInRow = 0, MaxUnreadResponses = 7, StallLimit = TimeSpan.Zero },
            Batching = { MaxBatch = 257, MaxWait = TimeSpan.FromSeconds(2), Workers = 65 },
            Speech = { Address = "tts", Timeout = TimeSpan.FromMinutes(6), MaxWaiting = 0 },
        };

        var faults = new VisionInferenceOptionsValidator().Validate(null, options).Failures!;

        Assert.Equal(
            [
                "Models:Sign is ''; allowed: a model's name",
                "Models:Root is '/no/such/folder'; allowed: a folder that exists",
                "Models:LoadLimit is 00:00:00; allowed: 1 s to 10 min",
                "Images:MaxSidePixels is 63; allowed: 64 to 32768",
                "Images:MaxPixels is 4095; allowed: 4096 to 268435456",
                "Images:MaxBytes is 65535; allowed: 65536 to 268435456",
                "Images:MaxConcurrentDecodes is -1; allowed: 0 to 1024",
                "Images:MaxConcurrentCalls is 0; allowed: 1 to 100000",
                "Streams:MaxSessions is 0; allowed: 1 to 100000",
                "Streams:MaxUnreadableInRow is 0; allowed: 1 to 1000000",
                "Streams:MaxUnreadResponses is 7; allowed: 8 to 1000000",
                "Streams:StallLimit is 00:00:00; allowed: 0.1 s to 10 min",
                "Batching:MaxBatch is 257; allowed: 1 to 256",
                "Batching:MaxWait is 00:00:02; allowed: 0 to 1 s",
                "Batching:Workers is 65; allowed: 0 to 64",
                "Speech:Address is 'tts'; allowed: an http or https address",
                "Speech:Timeout is 00:06:00; allowed: 0.1 s to 5 min",
                "Speech:MaxWaiting is 0; allowed: 1 to 1000",
            ],
            faults);
    }

    [Fact]
    public void Faults_OfLastAllowedValues_AreNone()
    {
        var options = new VisionInferenceOptions
        {
            Models = { LoadLimit = TimeSpan.FromMinutes(10), Watch = TimeSpan.Zero },
            Images = { MaxSidePixels = 32_768, MaxPixels = 1 << 28, MaxBytes = 256 << 20, MaxConcurrentDecodes = 1024,
                MaxConcurrentCalls = 100_000 },
            Streams = { MaxSessions = 100_000, MaxUnreadableInRow = 1, MaxUnreadResponses = 8,
                StallLimit = TimeSpan.FromMilliseconds(100) },
            Batching = { MaxBatch = 256, MaxWait = TimeSpan.FromSeconds(1), Workers = 64 },
            Speech = { Address = "https://speech.example:8443", Timeout = TimeSpan.FromMinutes(5), MaxWaiting = 1000 },
        };

        Assert.True(new VisionInferenceOptionsValidator().Validate(null, options).Succeeded);
    }

    [Fact]
    public void Numbers_OfZero_AreOneAProcessor()
    {
        Assert.Equal(Environment.ProcessorCount, new ImageOptions().ConcurrentDecodes);
        Assert.Equal(3, new ImageOptions { MaxConcurrentDecodes = 3 }.ConcurrentDecodes);
        Assert.Equal(Math.Min(64, Environment.ProcessorCount), new PictureBatchOptions().WorkerCount);
        Assert.Equal(5, new PictureBatchOptions { Workers = 5 }.WorkerCount);
    }

    [Fact]
    public void Choice_OfAModel_IsOfItsSettings()
    {
        var options = new SignModelOptions { Root = "/models", Sign = "large", SignVersion = "2.0.0" };

        Assert.Equal(
            new ModelChoice(ModelTask.SignLetters, "/models", "large", "2.0.0", TimeSpan.FromSeconds(5)),
            options.Choice);
    }
}
