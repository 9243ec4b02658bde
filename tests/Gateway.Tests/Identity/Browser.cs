using System.Net;
using System.Text.RegularExpressions;

namespace Kws.Gateway.Tests.Identity;

/// <summary>What a person's browser does: keeps cookies, shows pages, sends forms; it follows no redirect by
/// itself.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient _http;

    public Browser(Uri address)
    {
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = Cookies })
        {
            BaseAddress = address,
        };
    }

    public CookieContainer Cookies { get; } = new();

    public Task<HttpResponseMessage> GetAsync(string address) => _http.GetAsync(address).WithTimeout();

    public Task<HttpResponseMessage> PostAsync(string address, IEnumerable<KeyValuePair<string, string>> fields) =>
        _http.PostAsync(address, new FormUrlEncodedContent(fields)).WithTimeout();

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request).WithTimeout();

    /// <summary>Fills in the form of a page and sends it.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, params (string Name, string Value)[] filledIn)
    {
        using var shown = await GetAsync(page);
        return await SubmitAsync(shown, filledIn);
    }

    /// <summary>Fills in the form of a page that is shown and sends it.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(
        HttpResponseMessage shown, params (string Name, string Value)[] filledIn)
    {
        var html = await shown.Content.ReadAsStringAsync().WithTimeout();
        var fields = Hidden().Matches(html).ToDictionary(field => field.Groups["name"].Value,
            field => WebUtility.HtmlDecode(field.Groups["value"].Value));
        foreach (var (name, value) in filledIn)
            fields[name] = value;
        var action = Form().Match(html);
        Assert.True(action.Success, html);
        return await PostAsync(WebUtility.HtmlDecode(action.Groups["action"].Value), fields);
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)" ?/?>""")]
    private static partial Regex Hidden();

    [GeneratedRegex("""<form method="post" action="(?<action>[^"]*)">""")]
    private static partial Regex Form();
}
