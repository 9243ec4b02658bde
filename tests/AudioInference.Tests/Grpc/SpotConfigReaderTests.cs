using Kws.Audio;
using Kws.Audio.V1;
using Kws.AudioInference.Grpc;
using Kws.AudioInference.Streaming;
using Kws.Models;
using Kws.ServiceDefaults.Errors;

namespace Kws.AudioInference.Tests.Grpc;

/// <summary>What is made of a device's first message, without a server.</summary>
public sealed class SpotConfigReaderTests
{
    [Fact]
    public void Read_OfTheLeastConfig_HasTheDefaultsAndARecordingOfItsOwn()
    {
        var first = SpotConfigReader.Read(Config());
        var second = SpotConfigReader.Read(Config());

        Assert.Equal(("door", 16_000, PcmEncoding.S16Le, 0L),
            (first.DeviceId, first.SampleRateHz, first.Encoding, first.ResumeSample));
        Assert.Empty(first.Keywords);
        Assert.False(first.WantsNearMisses || first.WantsAcknowledgements || first.WantsScores);
        Assert.Matches("^[0-9a-f]{32}$", first.RecordingId);
        Assert.NotEqual(first.RecordingId, second.RecordingId);
    }

    [Fact]
    public void Read_OfAWholeConfig_TakesEveryField()
    {
        var settings = SpotConfigReader.Read(Config(config =>
        {
            config.RecordingId = "rec:1";
            config.SampleRateHz = 8_000;
            config.Encoding = Encoding.Mulaw;
            config.ResumeSample = 1L << 52;
            config.Keywords.Add(new KeywordChoice { Label = "yes", Threshold = 1 });
            config.Keywords.Add(new KeywordChoice { Label = "no", Isolation = Isolation.Preferred });
            config.Isolation = Isolation.Off;
            config.Responses.Add([ResponseKind.Scores, ResponseKind.Acknowledged, ResponseKind.Scores]);
        }));

        Assert.Equal(("rec:1", 8_000, PcmEncoding.MuLaw, 1L << 52),
            (settings.RecordingId, settings.SampleRateHz, settings.Encoding, settings.ResumeSample));
        Assert.Equal(new Dictionary<string, KeywordWish>
        {
            ["yes"] = new(1),
            ["no"] = new(Isolation: Kws.Detection.WordIsolation.Preferred),
        }, settings.Keywords);
        Assert.Equal(Kws.Detection.WordIsolation.Off, settings.Isolation);
        Assert.Equal((false, true, true),
            (settings.WantsNearMisses, settings.WantsAcknowledgements, settings.WantsScores));
    }

    [Theory]
    [InlineData(4_000)]
    [InlineData(192_000)]
    public void Read_OfARateAtItsLimits_IsTaken(int rate) =>
        Assert.Equal(rate, SpotConfigReader.Read(Config(config => config.SampleRateHz = rate)).SampleRateHz);

    [Theory]
    [InlineData(3_999)]
    [InlineData(192_001)]
    [InlineData(0)]
    public void Read_OfARateBeyondThem_NamesThem(int rate) =>
        Assert.Equal($"config.sample_rate_hz: {rate} is not allowed; allowed: 4000 to 192000",
            Refusal(config => config.SampleRateHz = rate).Message);

    [Fact]
    public void Read_OfAPositionBeyondTheLimit_NamesIt() =>
        Assert.Equal("config.resume_sample: 4503599627370497 is not allowed; allowed: 0 to 4503599627370496",
            Refusal(config => config.ResumeSample = (1L << 52) + 1).Message);

    [Fact]
    public void Read_OfManyKeywords_TakesAThousand()
    {
        void Add(SpotConfig config, int count) => config.Keywords.Add(
            Enumerable.Range(0, count).Select(i => new KeywordChoice { Label = $"word{i}" }));

        Assert.Equal(1_000, SpotConfigReader.Read(Config(config => Add(config, 1_000))).Keywords.Count);
        Assert.Equal("config.keywords: '1001 entries' is not allowed; allowed: at most 1000",
            Refusal(config => Add(config, 1_001)).Message);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-0.1f)]
    [InlineData(1.0001f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Read_OfAThresholdOutOfRange_NamesTheField(float threshold)
    {
        var error = Refusal(config =>
            config.Keywords.Add(new KeywordChoice { Label = "yes", Threshold = threshold }));

        Assert.Equal(("config.keywords.threshold", "above 0, at most 1"), (error.Field, error.Limit));
    }

    [Fact]
    public void Read_OfAnEmptyRecordingOrLabel_IsNoFaultOfThisMessage()
    {
        var settings = SpotConfigReader.Read(Config(config => config.Keywords.Add(new KeywordChoice())));

        Assert.Equal("", Assert.Single(settings.Keywords).Key);
    }

    [Fact]
    public void Read_OfAnIsolationThatIsNone_NamesTheField()
    {
        Assert.Equal("config.isolation", Refusal(config => config.Isolation = (Isolation)9).Field);
        Assert.Equal("config.keywords.isolation", Refusal(config =>
            config.Keywords.Add(new KeywordChoice { Label = "yes", Isolation = (Isolation)9 })).Field);
    }

    [Fact]
    public void Read_OfAResponseThatIsAlwaysSent_IsRefused() =>
        Assert.Equal("config.responses", Refusal(config => config.Responses.Add((ResponseKind)0)).Field);

    [Fact]
    public void Map_OfEveryEventKind_HasOneBody()
    {
        SpotEvent[] events =
        [
            new KeywordSpotted("id", "yes", 0.9f, 10, 20, 30, "small", "1.0.0", TimeSpan.FromMilliseconds(12)),
            new KeywordNearlySpotted("yes", 0.6f, 0.8f, "no", 0.3f, 10, 20),
            new AudioAcknowledged(40, 15), new DecisionScored(50, [0.25f, 0.75f]),
        ];
        var kinds = typeof(SpotEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(SpotEvent)));
        Assert.Equal(kinds.ToHashSet(), events.Select(e => e.GetType()).ToHashSet());

        SpotResponse[] responses = [.. events.Select(SpotResponses.Map)];

        Assert.Equal(new Keyword
        {
            Id = "id",
            Label = "yes",
            Confidence = 0.9f,
            StartSample = 10,
            EndSample = 20,
            DecidedSample = 30,
            ModelVersion = "1.0.0",
            ServerDelay = new() { Nanos = 12_000_000 },
        }, responses[0].Keyword);
        Assert.Equal(new NearMiss
        {
            Label = "yes",
            Score = 0.6f,
            Threshold = 0.8f,
            Rival = "no",
            RivalScore = 0.3f,
            StartSample = 10,
            EndSample = 20,
        }, responses[1].NearMiss);
        Assert.Equal(new Acknowledged { ProcessedSample = 40, ResumeSample = 15 }, responses[2].Acknowledged);
        Assert.Equal(new Scores { DecidedSample = 50, Posteriors = { 0.25f, 0.75f } }, responses[3].Scores);
    }

    [Fact]
    public void Map_OfAnEventWithoutAMessage_Throws() =>
        Assert.StartsWith("no message for Unheard",
            Assert.Throws<ArgumentException>(() => SpotResponses.Map(new Unheard())).Message,
            StringComparison.Ordinal);

    private static SpotConfig Config(Action<SpotConfig>? change = null)
    {
        var config = new SpotConfig { DeviceId = "door", SampleRateHz = 16_000, Encoding = Encoding.S16Le };
        change?.Invoke(config);
        return config;
    }

    private static InvalidRequestException Refusal(Action<SpotConfig> change) =>
        Assert.Throws<InvalidRequestException>(() => SpotConfigReader.Read(Config(change)));

    private sealed record Unheard : SpotEvent;
}
