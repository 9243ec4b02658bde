using Microsoft.Extensions.Options;

namespace Kws.Tts.Tests;

public sealed class TtsOptionsTests
{
    [Fact]
    public void Create_FaultsInManySections_TellsAllAtOnce()
    {
        var error = Assert.Throws<OptionsValidationException>(() => TtsApplication.Create(
            ["--Tts:Engine=festival", "--Tts:CacheBytes=-1", "--Tts:Espeak:QueueLimit=ten",
                "--Tts:Polly:ServiceUrl=polly", "--Bus:ConsumerRetries=101", "--Grpc:KeepAlive=00:00:00"]));

        Assert.Equal(
            [
                "Bus:ConsumerRetries is 101; allowed: 0 to 100",
                "Grpc:KeepAlive is 00:00:00; allowed: 1 s to 1 h",
                "Tts:CacheBytes is -1; allowed: 0 to 4294967296",
                "Tts:Engine is 'festival'; allowed: espeak-ng or polly",
                "Tts:Espeak:QueueLimit is 'ten'; allowed: 0 to 10000",
                "Tts:Polly:ServiceUrl is 'polly'; allowed: an http or https address, or none",
            ],
            error.Failures.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Defaults_AreValid() =>
        Assert.True(new TtsOptionsValidator().Validate(null, new TtsOptions()).Succeeded);
}
