using Microsoft.Playwright;

namespace Kws.Gateway.Tests.Console;

/// <summary>Somebody who uses a page by keyboard alone.</summary>
internal static class PageKeyboard
{
    private const int MostPresses = 40;

    /// <summary>Moves on until an element has the focus; fails when it is not reached.</summary>
    public static async Task TabToAsync(this IPage page, string selector, string key = "Tab")
    {
        for (var presses = 0; presses < MostPresses; presses++)
        {
            await page.Keyboard.PressAsync(key).WithTimeout();
            if (await page.EvaluateAsync<bool>(
                "selector => document.activeElement?.matches(selector) === true", selector).WithTimeout())
                return;
        }
        Assert.Fail($"{selector} is not reached by {key}");
    }
}
