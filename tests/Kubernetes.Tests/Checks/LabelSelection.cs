using k8s.Models;

namespace Kws.Kubernetes.Tests.Checks;

/// <summary>Which pods a selector means.</summary>
internal static class LabelSelection
{
    /// <exception cref="NotSupportedException">It has an expression other than <c>In</c>.</exception>
    public static bool Selects(V1LabelSelector selector, IDictionary<string, string> labels) =>
        (selector.MatchLabels ?? new Dictionary<string, string>()).All(wanted =>
            labels.TryGetValue(wanted.Key, out var label) && label == wanted.Value)
        && (selector.MatchExpressions ?? []).All(expression => expression.OperatorProperty == "In"
            ? labels.TryGetValue(expression.Key, out var label) && expression.Values.Contains(label)
            : throw new NotSupportedException($"{expression.OperatorProperty} is not read here"));
}
