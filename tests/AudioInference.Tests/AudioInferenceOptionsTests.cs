using Microsoft.Extensions.Configuration;

namespace Kws.AudioInference.Tests;

public sealed class AudioInferenceOptionsTests
{
    [Fact]
    public void Defaults_AreValid() =>
        Assert.True(new AudioInferenceOptionsValidator().Validate(null, new AudioInferenceOptions()).Succeeded);

    [Fact]
    public void Faults_AreAllListedWithFieldValueAndLimit()
    {
        var options = new AudioInferenceOptions
        {
            Models =
            {
                Keyword = "",
                Root = "/no/such/folder",
                Watch = TimeSpan.FromSeconds(-1),
                Registry = { Address = "ftp://x", Watch = TimeSpan.Zero },
            },
            Features = { Source = (FeatureSourceKind)9, Lanes = 0, Address = "ftp://x" },
            Streams = { MaxSessions = 0, MaxPending = TimeSpan.Zero, MaxUnreadResponses = 1, StallLimit = TimeSpan.Zero,
                DrainLimit = TimeSpan.FromHours(1) },
            Batching = { MaxBatch = 0, MaxWait = TimeSpan.FromMinutes(1), Workers = -1 },
            Clips = { MaxSeconds = 0, MaxConcurrent = 0, ConcurrentPerCall = 0 },
        };
        var faults = new AudioInferenceOptionsValidator().Validate(null, options).Failures!.ToList();
        Assert.Equal(
            [
                "Models:Keyword is ''; allowed: a model's name",
                "Models:Root is '/no/such/folder'; allowed: a folder that exists",
                "Models:Watch is -00:00:01; allowed: 0 to 1 h",
                "Models:Registry:Address is 'ftp://x'; allowed: an http or https address, or none",
                "Models:Registry:Watch is 00:00:00; allowed: 0.1 to 10 s",
                "Features:Source is 9; allowed: Auto, InProcess or Remote",
                "Features:Address is 'ftp://x'; allowed: an http or https address",
                "Features:Lanes is 0; allowed: 1 to 64",
                "Streams:MaxSessions is 0; allowed: 1 to 1000000",
                "Streams:MaxPending is 00:00:00; allowed: 0.5 to 60 s",
                "Streams:MaxUnreadResponses is 1; allowed: 8 to 1000000",
                "Streams:StallLimit is 00:00:00; allowed: 0.1 s to 10 min",
                "Streams:DrainLimit is 01:00:00; allowed: 0 to 30 s",
                "Batching:MaxBatch is 0; allowed: 1 to 1024",
                "Batching:MaxWait is 00:01:00; allowed: 0 to 1 s",
                "Batching:Workers is -1; allowed: 0 to 64",
                "Clips:MaxSeconds is 0; allowed: 1 to 600",
                "Clips:MaxConcurrent is 0; allowed: 1 to 100000",
                "Clips:ConcurrentPerCall is 0; allowed: 1 to 64",
            ],
            faults);
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData(null, "http://localhost:5001", true)]
    [InlineData("InProcess", "http://localhost:5001", false)]
    [InlineData("Remote", null, true)]
    public void FeatureSource_ByItself_IsRemoteWhereTheServiceIsKnown(string? source, string? address, bool expected)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Features:Source"] = source,
            ["services:featureextraction:http:0"] = address,
        }.Where(setting => setting.Value is not null)).Build();
        var options = configuration.Get<AudioInferenceOptions>() ?? new AudioInferenceOptions();
        Assert.Equal(expected, options.Features.IsRemote(configuration));
    }
}
