namespace Kws.AppHost.Tests;

/// <summary>The gateway's lines in which the AppHost looks for a link.</summary>
public sealed class AdministratorLinkTests
{
    [Theory]
    [InlineData("2026-11-29T06:11:58.147Z       Nobody can log in yet. Choose a name and a password, until "
        + "2026-11-30 06:11:58Z, at http://localhost:5300/connect/join#SzOE-yz8_4s",
        "http://localhost:5300/connect/join#SzOE-yz8_4s")]
    [InlineData("GET http://localhost:5300/connect/join", null)]
    [InlineData("Now listening on: http://127.0.0.1:5310", null)]
    public void In_Line_IsTheLinkAlone(string line, string? link) => Assert.Equal(link, AdministratorLink.In(line));
}
