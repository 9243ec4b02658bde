using Kws.Cli.CommandLine;
using Kws.Cli.Servers;

namespace Kws.Cli.Benchmarking.Http;

/// <summary>Posts clips as forms, as many at once as asked, and measures.</summary>
internal sealed class HttpLoad : IDisposable
{
    private const string Field = "file";
    private const int MostWords = 300;

    private readonly IReadOnlyList<byte[]> _wavs;
    private readonly HttpClient _http;

    /// <param name="server">Its root.</param>
    /// <param name="wavs">Sent in turn.</param>
    public HttpLoad(ServerEndpoint server, IReadOnlyList<byte[]> wavs)
    {
        _wavs = wavs;
        var handler = new SocketsHttpHandler { UseProxy = false, SslOptions = ServerTrust.Options(server.Trust) };
        _http = new HttpClient(handler) { BaseAddress = server.Address };
    }

    /// <summary>The gateway's own form.</summary>
    /// <exception cref="CommandFailedException">An answer that is none.</exception>
    public Task<LoadResult> ClassifyAsync(
        Func<LoadRun> warmUp, Func<LoadRun> measured, int concurrency, CancellationToken cancellationToken) =>
        RunAsync("POST /v1/classify", "/v1/classify?top=1", warmUp, measured, concurrency, cancellationToken);

    /// <summary>The form of the classic server.</summary>
    /// <exception cref="CommandFailedException">An answer that is none.</exception>
    public Task<LoadResult> PredictAsync(
        Func<LoadRun> warmUp, Func<LoadRun> measured, int concurrency, CancellationToken cancellationToken) =>
        RunAsync("peer's POST /predict", "/predict", warmUp, measured, concurrency, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<LoadResult> RunAsync(
        string name, string path, Func<LoadRun> warmUp, Func<LoadRun> measured, int concurrency,
        CancellationToken cancellationToken)
    {
        var address = new Uri(path, UriKind.Relative);
        await warmUp().CallsAsync(name, concurrency, PostAsync);
        return await measured().CallsAsync(name, concurrency, PostAsync);

        Task PostAsync(int worker, long number) => this.PostAsync(address, number, cancellationToken);
    }

    private async Task PostAsync(Uri path, long number, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(_wavs[(int)(number % _wavs.Count)]), Field, "clip.wav" },
        };
        try
        {
            using var response = await _http.PostAsync(path, form, cancellationToken);
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw new CommandFailedException(
                    $"{new Uri(_http.BaseAddress!, path)} answered {(int)response.StatusCode}: " +
                    answer[..Math.Min(answer.Length, MostWords)],
                    "Look at what it says; Http:RequestsPerSecond limits what one caller gets of the gateway.");
        }
        catch (HttpRequestException exception)
        {
            throw new CommandFailedException(
                $"{new Uri(_http.BaseAddress!, path)} does not answer: {exception.Message}",
                "Start it, or say where it is: --help names the option and the variable.", exception);
        }
    }
}
