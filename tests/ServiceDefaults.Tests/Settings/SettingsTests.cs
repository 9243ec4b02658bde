using Kws.ServiceDefaults.Endpoints;
using Kws.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Tests.Settings;

public sealed class SettingsTests
{
    [Fact]
    public async Task Start_FaultsInManySections_TellsAllAtOnce()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => ProbeHost.StartAsync(null,
            ("Grpc:KeepAlive", "00:00:00"), ("Grpc:MaxStreamsPerConnection", "many"), ("Drain:Timeout", "01:00:00"),
            ("Drain:Linger", "soon"))).WithTimeout();

        Assert.Equal(
            [
                "Drain:Linger is 'soon'; allowed: 0 to 30 s",
                "Drain:Timeout is 01:00:00; allowed: 0 to 30 min",
                "Grpc:KeepAlive is 00:00:00; allowed: 1 s to 1 h",
                "Grpc:MaxStreamsPerConnection is 'many'; allowed: 1 to 10000",
            ],
            error.Failures.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Section_WithWhatCannotBeRead_KeepsTheRest()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["Grpc:KeepAlive"] = "soon";
        builder.Configuration["grpc:maxstreamsperconnection"] = "7";
        builder.AddServiceDefaults();
        using var services = builder.Services.BuildServiceProvider();

        var error = Assert.Throws<OptionsValidationException>(() =>
            services.GetRequiredService<IOptions<GrpcLimitsOptions>>().Value);

        Assert.Equal(["Grpc:KeepAlive is 'soon'; allowed: 1 s to 1 h"], error.Failures);
        var limits = new GrpcLimitsOptions();
        new Kws.ServiceDefaults.Settings.SettingsSection(builder.Configuration, "Grpc", typeof(GrpcLimitsOptions))
            .Bind(limits);
        Assert.Equal(7, limits.MaxStreamsPerConnection);
        Assert.Equal(new GrpcLimitsOptions().KeepAlive, limits.KeepAlive);
    }

    [Theory]
    [InlineData("00:00:00", "00:00:01", "0 to 1 s")]
    [InlineData("00:00:00.5", "00:01:00", "0.5 to 60 s")]
    [InlineData("00:00:00.1", "00:10:00", "0.1 s to 10 min")]
    [InlineData("00:00:00.004", "01:30:00", "4 ms to 1.5 h")]
    public void TimeRange_TellsItsLimitsAsPeopleReadThem(string least, string most, string expected) =>
        Assert.Equal(expected, new TimeRangeAttribute(least, most).Allowed);

    [Theory]
    [InlineData("00:00:00.5", true)]
    [InlineData("00:01:00", true)]
    [InlineData("00:00:00.4999999", false)]
    [InlineData("00:01:00.0000001", false)]
    [InlineData("-00:00:01", false)]
    public void TimeRange_AllowsBothItsEnds(string time, bool expected) =>
        Assert.Equal(expected, new TimeRangeAttribute("00:00:00.5", "00:01:00").IsValid(TimeSpan.Parse(time, null)));

    [Theory]
    [InlineData("http://tts", true)]
    [InlineData("https://10.0.0.1:8080/", true)]
    [InlineData("ftp://tts", false)]
    [InlineData("tts", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void HttpAddress_IsAbsoluteAndHttp(string? address, bool expected) =>
        Assert.Equal(expected, new HttpAddressAttribute().IsValid(address));
}
