using Kws.Aws.Tests.Synthesis;

namespace Kws.Aws.Tests;

public sealed class AwsSettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _context;

    public AwsSettingsTests()
    {
        File.WriteAllText(_folder["manifest.json"], "{}");
        _context = Deployment.Context(_folder["manifest.json"]);
    }

    [Fact]
    public void Read_WithoutChoices_IsProtectedAndKeepsNoRecordings()
    {
        _context.Remove("tag");
        var settings = Read();
        Assert.True(settings.IsProtected);
        Assert.False(settings.KeepsRecordings);
        Assert.True(settings.HasOwnIssuer);
        Assert.Equal(2_000, settings.MonthlyBudget);
        Assert.Matches(@"^\d+\.\d+\.\d+$", settings.ImageTag);
    }

    [Theory]
    [InlineData("domain", "kws.example.com", "context domain: 'kws.example.com' is not allowed")]
    [InlineData("domain", "", "context domain: it is not set")]
    [InlineData("zone", "", "context zone: it is not set")]
    [InlineData("zoneId", "", "context zoneId: it is not set")]
    [InlineData("alarmEmail", "", "context alarmEmail: it is not set")]
    [InlineData("manifest", "nowhere.json", "context manifest: 'nowhere.json' is not allowed")]
    [InlineData("monthlyBudget", "0", "context monthlyBudget: '0' is not allowed")]
    [InlineData("monthlyBudget", "much", "context monthlyBudget: 'much' is not allowed")]
    [InlineData("authority", "http://id.example.org", "context authority: 'http://id.example.org' is not allowed")]
    [InlineData("recordings", "yes", "context recordings: 'yes' is not allowed")]
    [InlineData("protect", "no", "context protect: 'no' is not allowed")]
    public void Read_WhatIsNotAllowed_NamesKeyValueAndLimit(string key, string value, string message)
    {
        _context[key] = value;
        var fault = Assert.Throws<InvalidDataException>(() => Read());
        Assert.StartsWith($"{message}; allowed: ", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private AwsSettings Read() => AwsSettings.Read(_context.GetValueOrDefault);
}
