using System.Net.ServerSentEvents;
using System.Security.Claims;
using Kws.Gateway.Grpc;
using Microsoft.AspNetCore.Mvc;

namespace Kws.Gateway.Http.Models;

/// <summary>The registry of models.</summary>
internal static class ModelEndpoints
{
    public static void MapModels(this IEndpointRouteBuilder api)
    {
        api.MapGet("/v1/models", ListAsync)
            .Describe("models", "Models", "The models, the newest first within a name")
            .Produces<IReadOnlyList<ModelAnswer>>().ProducesProblems();
        api.MapGet("/v1/models/{task}/{name}/{version}", GetAsync)
            .Describe("model", "Models", "A model with its manifest")
            .Produces<ModelAnswer>().ProducesProblems();
        api.MapGet("/v1/models/{task}/diff", DiffAsync)
            .Describe("diffModels", "Models", "What two versions differ in; `from` and `to` are NAME/VERSION")
            .Produces<IReadOnlyList<DifferenceAnswer>>().ProducesProblems();
        api.MapGet("/v1/promotions/{id}", GetPromotionAsync)
            .Describe("promotion", "Models", "How a promotion goes")
            .Produces<PromotionAnswer>().ProducesProblems();
        api.MapGet("/v1/promotions/{id}/events", WatchPromotion)
            .Describe("watchPromotion", "Models", "How a promotion goes, as events until it is decided")
            .ProducesEvents().ProducesProblems();
    }

    public static void MapPromotions(this IEndpointRouteBuilder api)
    {
        api.MapPost("/v1/promotions", PromoteAsync)
            .Describe("promote", "Models", "Give an alias to a version; `champion` is what all replicas serve")
            .Produces<PromotionAnswer>(StatusCodes.Status202Accepted).ProducesProblems();
        api.MapPost("/v1/promotions/rollback", RollBackAsync)
            .Describe("rollBack", "Models", "Promote the champion before this one")
            .Produces<PromotionAnswer>(StatusCodes.Status202Accepted).ProducesProblems();
    }

    private static Task<IReadOnlyList<ModelAnswer>> ListAsync(
        ClaimsPrincipal caller, ModelCalls calls, CancellationToken cancellationToken,
        [FromQuery] string? task = null, [FromQuery] string? name = null) =>
        calls.ListAsync(task ?? "", name ?? "", caller, cancellationToken);

    private static Task<ModelAnswer> GetAsync(
        string task, string name, string version, ClaimsPrincipal caller, ModelCalls calls,
        CancellationToken cancellationToken) => calls.GetAsync(task, name, version, caller, cancellationToken);

    private static Task<IReadOnlyList<DifferenceAnswer>> DiffAsync(
        string task, [FromQuery] string from, [FromQuery] string to, ClaimsPrincipal caller, ModelCalls calls,
        CancellationToken cancellationToken) => calls.DiffAsync(task, from, to, caller, cancellationToken);

    private static async Task<IResult> PromoteAsync(
        PromotionRequest request, ClaimsPrincipal caller, ModelCalls calls, CancellationToken cancellationToken) =>
        Accepted(await calls.PromoteAsync(request, caller, cancellationToken));

    private static async Task<IResult> RollBackAsync(
        RollBackRequest request, ClaimsPrincipal caller, ModelCalls calls, CancellationToken cancellationToken) =>
        Accepted(await calls.RollBackAsync(request.Task, caller, cancellationToken));

    private static async Task<PromotionAnswer> GetPromotionAsync(
        string id, ClaimsPrincipal caller, ModelCalls calls, CancellationToken cancellationToken) =>
        await calls.WatchAsync(id, caller, cancellationToken).FirstAsync(cancellationToken);

    private static async Task<IResult> WatchPromotion(
        string id, ClaimsPrincipal caller, ModelCalls calls, CancellationToken cancellationToken) =>
        await EventStream.OfAsync(
            calls.WatchAsync(id, caller, cancellationToken),
            promotion => new SseItem<PromotionAnswer>(promotion, "promotion"),
            cancellationToken);

    private static IResult Accepted(PromotionAnswer promotion) =>
        TypedResults.Accepted($"/v1/promotions/{promotion.Id}", promotion);
}
