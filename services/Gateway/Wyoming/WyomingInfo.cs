using System.Text.RegularExpressions;
using Kws.Gateway.Grpc;
using Kws.Gateway.Http.Speech;
using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Wyoming;

/// <summary>What the server offers, as clients are told: our keywords as wake words, our voices. Safe for concurrent
/// use.</summary>
internal sealed partial class WyomingInfo(
    WakeModelCalls wake, WyomingVoices voices, IOptions<WyomingOptions> options, TimeProvider timeProvider)
{
    private const string Program = "kws";
    private const string Project = "Kws.Aspire";

    // Home Assistant waits a second for the answer.
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(700);

    // How long services may take to start beside this one.
    private static readonly TimeSpan s_start = TimeSpan.FromMinutes(1);
    private static readonly string s_version = typeof(WyomingInfo).Assembly.GetName().Version!.ToString(3);

    private readonly LastAnswer<WakeModel> _model = new(
        cancellationToken => wake.DescribeAsync(WyomingCaller.Principal, cancellationToken), timeProvider);

    private readonly long _begun = timeProvider.GetTimestamp();

    /// <summary>The data of an <c>info</c> event. A part whose service is away is as it was last, or left
    /// out.</summary>
    /// <exception cref="NotReadyException">A part is unknown within the first minute.</exception>
    public async Task<Offer> DescribeAsync(CancellationToken cancellationToken)
    {
        var words = _model.FindAsync(s_longest, cancellationToken);
        var spoken = voices.FindAsync(s_longest, cancellationToken);
        var (model, all) = (await words, await spoken);
        // Home Assistant asks again if it is told nothing, but goes without wake words if it is told of none.
        if ((model is null || all is null) && timeProvider.GetElapsedTime(_begun) < s_start)
            throw new NotReadyException("the services behind have not all answered yet; ask again");
        return new Offer(
            model is null ? [] : [WakeProgram(model)],
            all is null ? [] : [TtsProgram(all)]);
    }

    private WakeProgram WakeProgram(WakeModel model)
    {
        var languages = options.Value.WakeLanguages.Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var madeFrom = model.Attribution.Count > 0 ? string.Join("; ", model.Attribution) : model.Name;
        var attribution = new Attribution(madeFrom, AddressIn(madeFrom));
        return new WakeProgram(Program, new Attribution(Project, ""), "Keyword spotting", s_version,
            [.. model.Keywords.Select(word => new WakeWord(
                word, attribution, Phrase(word), model.Version, languages, Phrase(word)))]);
    }

    private static TtsProgram TtsProgram(VoicesAnswer voices) => new(
        Program, new Attribution(Project, ""), "Text to speech", s_version,
        [.. voices.Voices.Select(voice => new Voice(
            voice.Id, AttributionOf(voice.Engine), voice.Name, s_version, voice.Languages))]);

    private static string Phrase(string label) => label.Replace('_', ' ');

    private static Attribution AttributionOf(string engine) => engine switch
    {
        "espeak-ng" => new Attribution("eSpeak NG", "https://github.com/espeak-ng/espeak-ng"),
        "polly" => new Attribution("Amazon Polly", "https://aws.amazon.com/polly/"),
        _ => new Attribution(engine, ""),
    };

    private static string AddressIn(string text) =>
        Address().Match(text) is { Success: true } address ? address.Value
        : Paper().Match(text) is { Success: true } paper ? $"https://arxiv.org/abs/{paper.Groups["id"].Value}"
        : "";

    [GeneratedRegex(@"https?://[^\s;,)]+")]
    private static partial Regex Address();

    [GeneratedRegex(@"arXiv:(?<id>\d+\.\d+)")]
    private static partial Regex Paper();
}
