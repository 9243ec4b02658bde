using Grpc.Core;

namespace Kws.Gateway.Grpc;

/// <summary>For people: what went wrong in a call, and what to do next.</summary>
/// <param name="What">A sentence.</param>
/// <param name="Next">A sentence.</param>
internal sealed record CallTrouble(string What, string Next)
{
    /// <summary>Of a call that failed.</summary>
    /// <param name="fault">How.</param>
    /// <param name="service">Who was called, as a sentence begins: "The trainer".</param>
    public static CallTrouble Of(CallFault fault, string service) => fault.Code switch
    {
        StatusCode.Unavailable => new($"{service} is away.",
            "The other pages work on. Try again in a while; the dashboard and its log say why it is away."),
        StatusCode.DeadlineExceeded => new($"{service} did not answer in time.", "Try again."),
        StatusCode.Unauthenticated => new("You are not signed in, or no longer.", "Sign in, then try again."),
        StatusCode.PermissionDenied =>
            new($"You may not do this: {fault.Detail}", "Ask whoever runs the mesh for the right to."),
        StatusCode.NotFound => new(Sentence(fault.Detail), "It may have been removed; load the page again."),
        StatusCode.ResourceExhausted => new(Sentence(fault.Detail), "Wait a little, then try again."),
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.AlreadyExists
            or StatusCode.OutOfRange => new(Sentence(fault.Detail), "Change it, then try again."),
        _ => new($"{service} failed: {fault.Detail}", "Try again; its log says more."),
    };

    private static string Sentence(string text) =>
        text.Length == 0
            ? "It was refused."
            : char.ToUpperInvariant(text[0]) + text[1..] + (text[^1] == '.' ? "" : ".");
}
