using System.Globalization;

namespace Kws.Aws;

/// <summary>What one deployment chooses: the CDK's context, by <c>-c KEY=VALUE</c> or in <c>cdk.json</c>.</summary>
public sealed record AwsSettings
{
    private const string Automatic = "";

    /// <summary>Path of the AppHost's manifest; context <c>manifest</c>, else variable <c>KWS_MANIFEST</c>.</summary>
    public required string Manifest { get; init; }

    /// <summary>Host name that devices and browsers use, below <see cref="ZoneName"/>.</summary>
    public required string Domain { get; init; }

    /// <summary>Public hosted zone of Route 53, in which the name and the certificate's proof are written.</summary>
    public required string ZoneName { get; init; }

    /// <summary>Its id.</summary>
    public required string ZoneId { get; init; }

    /// <summary>Where alarms and the budget are told.</summary>
    public required string AlarmEmail { get; init; }

    /// <summary>Tag of the images; not set: this program's version, as <c>deploy/containers/build.sh</c>.</summary>
    public required string ImageTag { get; init; }

    /// <summary>US dollars a month; the budget tells when more is forecast.</summary>
    public int MonthlyBudget { get; init; } = 2_000;

    /// <summary>Another OpenID Connect issuer (https); empty: the gateway is the issuer.</summary>
    public string Authority { get; init; } = Automatic;

    /// <summary>Image that the project's trainer runs in on SageMaker; empty: AWS's for PyTorch.</summary>
    public string TrainerImage { get; init; } = Automatic;

    /// <summary>Whether the audio around keywords is kept.</summary>
    public bool KeepsRecordings { get; init; }

    /// <summary>Whether database and balancer refuse to be deleted.</summary>
    public bool IsProtected { get; init; } = true;

    /// <summary>Whether the gateway gives tokens itself.</summary>
    public bool HasOwnIssuer => Authority.Length == 0;

    /// <param name="context">The text of a key; null: not set.</param>
    /// <exception cref="InvalidDataException">Names the key, its value and what is allowed.</exception>
    public static AwsSettings Read(Func<string, string?> context)
    {
        var zone = Required(context, "zone", "a hosted zone's name, such as example.org");
        var domain = Required(context, "domain", "the host name of the mesh, such as kws.example.org");
        if (!domain.EndsWith($".{zone}", StringComparison.Ordinal) && domain != zone)
            throw Fault("domain", domain, $"a name in the zone {zone}");
        return new AwsSettings
        {
            Manifest = ManifestOf(context),
            Domain = domain,
            ZoneName = zone,
            ZoneId = Required(context, "zoneId", "the hosted zone's id, such as Z0123456789ABCDEFGHIJ"),
            AlarmEmail = Required(context, "alarmEmail", "an address for alarms"),
            ImageTag = context("tag") ?? typeof(AwsSettings).Assembly.GetName().Version!.ToString(3),
            MonthlyBudget = Dollars(context("monthlyBudget")),
            Authority = AuthorityOf(context("authority")),
            TrainerImage = context("trainerImage") ?? Automatic,
            KeepsRecordings = Truth("recordings", context("recordings"), otherwise: false),
            IsProtected = Truth("protect", context("protect"), otherwise: true),
        };
    }

    private static string ManifestOf(Func<string, string?> context)
    {
        var path = context("manifest") ?? Environment.GetEnvironmentVariable("KWS_MANIFEST");
        return File.Exists(path) ? path : throw Fault("manifest", path, "the AppHost's manifest, a file that is there");
    }

    private static string AuthorityOf(string? text) => text switch
    {
        null or "" => Automatic,
        _ when Uri.TryCreate(text, UriKind.Absolute, out var issuer) && issuer.Scheme == Uri.UriSchemeHttps => text,
        _ => throw Fault("authority", text, "an https address"),
    };

    private static int Dollars(string? text) => text is null ? 2_000
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var dollars) && dollars > 0 ? dollars
        : throw Fault("monthlyBudget", text, "whole US dollars, 1 or more");

    private static bool Truth(string key, string? text, bool otherwise) => text switch
    {
        null => otherwise,
        _ when bool.TryParse(text, out var truth) => truth,
        _ => throw Fault(key, text, "true or false"),
    };

    private static string Required(Func<string, string?> context, string key, string allowed) =>
        context(key) is { Length: > 0 } text ? text : throw Fault(key, null, allowed);

    private static InvalidDataException Fault(string key, string? value, string allowed) =>
        new($"context {key}: {(value is null ? "it is not set" : $"'{value}' is not allowed")}; allowed: {allowed}");
}
