using Kws.Dashboard.Live;
using Kws.Dashboard.Pages.Console;
using Kws.Dashboard.Pages.Logs;
using Kws.Dashboard.Pages.Metrics;
using Kws.Dashboard.Pages.Resources;
using Kws.Dashboard.Pages.Traces;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kws.Dashboard.Pages;

/// <summary>The pages' addresses.</summary>
internal static class PageEndpoints
{
    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder pages = routes.MapGroup("").AddEndpointFilter(NoteVersions);
        pages.MapGet("/", (string? resource) => Page<ResourcesPage>(("Selected", resource)));
        pages.MapGet("/console/{name?}", (string? name) => Page<ConsolePage>(("Name", name)));
        pages.MapGet("/logs", ([AsParameters] LogsQuery query) => Page<LogsPage>(("Query", query)));
        pages.MapGet("/traces", ([AsParameters] TracesQuery query) => Page<TracesPage>(("Query", query)));
        pages.MapGet("/traces/{id}", (string id, string? span) => Page<TracePage>(("Id", id), ("SelectedSpan", span)));
        pages.MapGet("/metrics", ([AsParameters] MetricsQuery query) => Page<MetricsPage>(("Query", query)));
        routes.MapMetricData();
    }

    // Before the page reads what it shows.
    private static ValueTask<object?> NoteVersions(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.RequestServices.GetRequiredService<ShownVersions>();
        return next(context);
    }

    private static RazorComponentResult<TPage> Page<TPage>(params (string Name, object? Value)[] parameters) where TPage : IComponent =>
        new(parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value));
}
