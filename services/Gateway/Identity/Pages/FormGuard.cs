using Microsoft.AspNetCore.Antiforgery;

namespace Kws.Gateway.Identity.Pages;

/// <summary>Tells forms of these pages from those of other sites, which the browser sends with the same
/// cookies.</summary>
internal sealed class FormGuard(IAntiforgery antiforgery)
{
    /// <summary>Hidden fields of a form of the answer: these, and the one that shows whose the form is.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> FieldsFor(
        HttpContext context, params IEnumerable<KeyValuePair<string, string>> further)
    {
        var tokens = antiforgery.GetAndStoreTokens(context);
        return [.. further, KeyValuePair.Create(tokens.FormFieldName, tokens.RequestToken!)];
    }

    /// <summary>Whether a page of this gateway sent the form.</summary>
    public Task<bool> IsOursAsync(HttpContext context) => antiforgery.IsRequestValidAsync(context);
}
