using Kws.Dashboard.Resources;

namespace Kws.Dashboard.Pages.Resources;

/// <summary>Hands out one masked value when the reader asks to see it.</summary>
internal static class SecretEndpoints
{
    public static void MapSecrets(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/resources/{name}/environment/{setting}", (string name, string setting, ResourceBoard board) =>
            Answer(board.Get(name)?.Environment, setting));
        routes.MapGet("/resources/{name}/properties/{setting}", (string name, string setting, ResourceBoard board) =>
            Answer(board.Get(name)?.Properties, setting));
    }

    private static IResult Answer(IReadOnlyList<SettingView>? settings, string name) =>
        settings?.FirstOrDefault(setting => setting.Name == name) is { } found ? Results.Text(found.Value) : Results.NotFound();
}
