using Kws.Gateway.Grpc;
using Kws.Gateway.Http.Speech;
using Kws.ServiceDefaults.Errors;

namespace Kws.Gateway.Wyoming;

/// <summary>The voices that there are, as last told by the speech service. Safe for concurrent use.</summary>
internal sealed class WyomingVoices(SpeechCalls speech, TimeProvider timeProvider)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly LastAnswer<VoicesAnswer> _voices = new(
        cancellationToken => speech.ListVoicesAsync("", WyomingCaller.Principal, cancellationToken), timeProvider);

    /// <summary>All voices; null: the service has told nothing yet.</summary>
    /// <param name="patience">How long to wait for it; then what was told last counts.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<VoicesAnswer?> FindAsync(TimeSpan patience, CancellationToken cancellationToken) =>
        _voices.FindAsync(patience, cancellationToken);

    /// <summary>The id of a voice that speaks a language, such as <c>en</c> or <c>en_GB</c>: the default one if it
    /// does.</summary>
    /// <exception cref="InvalidRequestException">There is none.</exception>
    /// <exception cref="NotReadyException">The speech service is away.</exception>
    public async Task<string> OfLanguageAsync(string language, CancellationToken cancellationToken)
    {
        var all = await FindAsync(s_patience, cancellationToken)
            ?? throw new NotReadyException("the speech service is away");
        var wanted = language.Replace('_', '-');
        var voices = all.Voices.OrderByDescending(voice => voice.Id == all.DefaultVoice).ToList();
        var chosen = voices.Find(voice => voice.Languages.Any(own => Is(own, wanted)))
            ?? voices.Find(voice => voice.Languages.Any(own => Is(Primary(own), Primary(wanted))));
        return chosen?.Id ?? throw new InvalidRequestException("voice.language", language, "a language of a voice");
    }

    private static bool Is(string language, string other) =>
        string.Equals(language, other, StringComparison.OrdinalIgnoreCase);

    private static string Primary(string language) => language.Split('-')[0];
}
