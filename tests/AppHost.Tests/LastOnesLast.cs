using Xunit.Abstractions;
using Xunit.Sdk;

namespace Kws.AppHost.Tests;

/// <summary>A test after which its class's fixture is not what it was: it takes so much of the machine that streams
/// move from one instance to another, or ends the mesh.</summary>
/// <param name="place">Among those that are last, from 1.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LastAttribute(int place) : Attribute
{
    public int Place => place;
}

/// <summary>Runs the tests marked <see cref="LastAttribute"/> after all others of their class, in their
/// order.</summary>
public sealed class LastOnesLast : ITestCaseOrderer
{
    public IEnumerable<TTestCase> OrderTestCases<TTestCase>(IEnumerable<TTestCase> testCases)
        where TTestCase : ITestCase =>
        testCases.OrderBy(test => test.TestMethod.Method.GetCustomAttributes(typeof(LastAttribute)).FirstOrDefault()
            ?.GetNamedArgument<int>(nameof(LastAttribute.Place)) ?? 0);
}
