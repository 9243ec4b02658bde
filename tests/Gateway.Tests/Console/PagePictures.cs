using Microsoft.Playwright;

namespace Kws.Gateway.Tests.Console;

/// <summary>The documentation's pictures of pages; <c>KWS_UPDATE_DOCS=1</c> renews them.</summary>
internal static class PagePictures
{
    /// <param name="page">As it is now.</param>
    /// <param name="name">Of the file in <c>docs/images</c>, without its ending.</param>
    /// <param name="isWhole">With what has to be scrolled to.</param>
    public static async Task KeepPictureAsync(this IPage page, string name, bool isWhole = false)
    {
        if (Environment.GetEnvironmentVariable("KWS_UPDATE_DOCS") == "1")
            await page.ScreenshotAsync(new()
            {
                Path = Repository.PathOf("docs", "images", $"{name}.png"),
                FullPage = isWhole,
            }).WithTimeout();
    }
}
