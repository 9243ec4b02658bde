using Microsoft.Playwright;

namespace Kws.Gateway.Tests.Console;

/// <summary>Somebody who uses a page by keyboard alone.</summary>
internal static class PageKeyboard
{
    private const int MostPresses = 40;
    // Of a group of radio buttons Tab comes to the one that is chosen.
    private const string FollowFocus = """
        root => {
          const controls = `${root} :is(a[href], button, input, select, textarea, summary, audio, [tabindex="0"])`;
          window.unreached = new Set([...document.querySelectorAll(controls)].filter(control =>
            control.checkVisibility() && !control.disabled && !(control.type === "radio" && !control.checked)));
          document.addEventListener("focusin", moved => unreached.delete(moved.target));
          return unreached.size;
        }
        """;
    private const string Unreached =
        """() => [...unreached].filter(control => control.isConnected).map(control => control.outerHTML)""";

    /// <summary>Returns once a page of the console has its circuit: what has the focus before that loses it
    /// then.</summary>
    public static Task LivesAsync(this IPage page) =>
        Assertions.Expect(page.Locator(".waiting")).ToHaveCountAsync(0).WithTimeout();

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

    /// <summary>Fails, naming them, when Tab does not come to each control of an element that can be used
    /// now.</summary>
    public static async Task TabThroughAsync(this IPage page, string root)
    {
        var controls = await page.EvaluateAsync<int>(FollowFocus, root).WithTimeout();
        Assert.True(controls > 0, $"{root} has no controls");
        string[] unreached;
        var presses = 0;
        do
        {
            await page.Keyboard.PressAsync("Tab").WithTimeout();
            unreached = await page.EvaluateAsync<string[]>(Unreached).WithTimeout();
        }
        while (unreached.Length > 0 && ++presses < controls + MostPresses);
        Assert.Empty(unreached);
    }

    /// <summary>Moves on to an element, and presses keys there.</summary>
    public static async Task UseAsync(this IPage page, string selector, params string[] keys)
    {
        await page.TabToAsync(selector);
        foreach (var key in keys)
            await page.Keyboard.PressAsync(key).WithTimeout();
    }
}
