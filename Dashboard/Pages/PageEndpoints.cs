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
        routes.MapGet("/", (string? resource) => Page<ResourcesPage>(("Selected", resource)));
        routes.MapGet("/console/{name?}", (string? name) => Page<ConsolePage>(("Name", name)));
        routes.MapGet("/logs", ([AsParameters] LogsQuery query) => Page<LogsPage>(("Query", query)));
        routes.MapGet("/traces", ([AsParameters] TracesQuery query) => Page<TracesPage>(("Query", query)));
        routes.MapGet("/traces/{id}", (string id, string? span) => Page<TracePage>(("Id", id), ("SelectedSpan", span)));
        routes.MapGet("/metrics", ([AsParameters] MetricsQuery query) => Page<MetricsPage>(("Query", query)));
        routes.MapMetricData();
    }

    private static RazorComponentResult<TPage> Page<TPage>(params (string Name, object? Value)[] parameters) where TPage : IComponent =>
        new(parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value));
}
