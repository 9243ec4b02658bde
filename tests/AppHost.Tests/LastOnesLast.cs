using Xunit.Abstractions;
using Xunit.Sdk;

namespace Kws.AppHost.Tests;

/// <summary>A test after which its class's fixture serves no other.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LastAttribute : Attribute;

/// <summary>Runs the tests marked <see cref="LastAttribute"/> after all others of their class.</summary>
public sealed class LastOnesLast : ITestCaseOrderer
{
    public IEnumerable<TTestCase> OrderTestCases<TTestCase>(IEnumerable<TTestCase> testCases)
        where TTestCase : ITestCase =>
        testCases.OrderBy(test => test.TestMethod.Method.GetCustomAttributes(typeof(LastAttribute)).Any());
}
