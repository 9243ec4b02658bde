namespace Kws.AppHost.Tests;

public sealed class ProxyBypassTests
{
    [Theory]
    [InlineData(null, "localhost,.localhost,127.0.0.1,[::1],::1")]
    [InlineData("", "localhost,.localhost,127.0.0.1,[::1],::1")]
    [InlineData(".example, LOCALHOST ,", ".example,LOCALHOST,.localhost,127.0.0.1,[::1],::1")]
    public void Merge_WhatIsExemptAlready_StaysBesideThisMachine(string? exempt, string merged) =>
        Assert.Equal(merged, ProxyBypass.Merge(exempt));
}
