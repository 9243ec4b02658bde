using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Kws.ServiceDefaults.Access.Tokens;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Access.Revocation;

/// <summary>Asks the issuer every <see cref="AccessOptions.RevocationPeriod"/> who is revoked. While no answer comes
/// what is known stays.</summary>
internal sealed class RevocationPoller : BackgroundService
{
    private const int LongestList = 16 * 1024 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    // An issuer that has no such list is not asked all the time whether it has one now.
    private static readonly TimeSpan s_absentPeriod = TimeSpan.FromMinutes(1);

    private readonly RevocationBook _book;
    private readonly IRevocations _revocations;
    private readonly AccessOptions _options;
    private readonly AccessMetrics _metrics;
    private readonly MeshTokens _mesh;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<RevocationPoller> _logger;
    private EntityTagHeaderValue? _version;
    private bool _isToldFailing;
    private bool _isToldAbsent;

    public RevocationPoller(
        RevocationBook book, IRevocations revocations, IOptions<AccessOptions> options, AccessMetrics metrics,
        MeshTokens mesh, TimeProvider timeProvider, ILogger<RevocationPoller> logger)
    {
        (_book, _revocations, _options) = (book, revocations, options.Value);
        (_metrics, _mesh, _timeProvider, _logger) = (metrics, mesh, timeProvider, logger);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // An issuer knows by itself.
        if (_options.IsOpen || !ReferenceEquals(_revocations, _book) || _options.RevocationList is not { } list)
            return;
        Activity.Current = null;
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = !list.IsLoopback })
        {
            Timeout = s_patience,
            MaxResponseContentBufferSize = LongestList,
        };
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = await AskAsync(http, list, stoppingToken).ConfigureAwait(false);
            await Task.Delay(pause, _timeProvider, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>When to ask again.</returns>
    private async Task<TimeSpan> AskAsync(HttpClient http, Uri list, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.SendAsync(Request(list), cancellationToken).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.NotFound && _version is null && _options.Revocations.Length == 0)
            {
                if (!_isToldAbsent)
                    AccessLog.NoRevocations(_logger, list);
                _isToldAbsent = true;
                return s_absentPeriod;
            }
            await TakeAsync(response, cancellationToken).ConfigureAwait(false);
            _isToldFailing = false;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            _metrics.RevocationsUnread();
            if (!_isToldFailing)
                AccessLog.RevocationsUnread(_logger, list, e.Message);
            _isToldFailing = true;
        }
        catch (OperationCanceledException)
        {
            // The service stops.
        }
        return _options.RevocationPeriod;
    }

    private HttpRequestMessage Request(Uri list)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, list);
        if (_version is not null)
            request.Headers.IfNoneMatch.Add(_version);
        // To an address that was configured as one of the mesh; a foreign issuer could use it against the services.
        if (_options.Revocations.Length > 0 && _mesh.CanSign)
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(BearerToken.Header(_mesh.OfService()));
        return request;
    }

    private async Task TakeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NotModified)
            return;
        response.EnsureSuccessStatusCode();
        var json = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        _book.Set(RevocationList.Parse(json));
        _version = response.Headers.ETag;
    }
}
