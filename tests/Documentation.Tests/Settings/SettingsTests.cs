using System.Text.RegularExpressions;
using Kws.AudioInference;
using Kws.AudioInference.Recordings;
using Kws.FeatureExtraction;
using Kws.Gateway.Console;
using Kws.Gateway.Http;
using Kws.Gateway.Identity;
using Kws.Gateway.Sockets;
using Kws.Gateway.Wyoming;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Bus;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Endpoints;
using Kws.ServiceDefaults.Tls;
using Kws.ServiceDefaults.WarmingUp;
using Kws.Storage;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.DataSets.Correcting;
using Kws.TrainingOrchestrator.DataSets.Importing;
using Kws.TrainingOrchestrator.Executors.Local;
using Kws.TrainingOrchestrator.Executors.SageMaker;
using Kws.TrainingOrchestrator.Gates;
using Kws.TrainingOrchestrator.Jobs;
using Kws.TrainingOrchestrator.Registry;
using Kws.TrainingOrchestrator.Trials;
using Kws.Tts;
using Kws.VisionInference;
using Microsoft.Extensions.Options;

namespace Kws.Documentation.Tests.Settings;

/// <summary>
/// The tables of settings between <c>&lt;!-- settings: NAME --&gt;</c> and <c>&lt;!-- /settings --&gt;</c> are made of
/// the options' own defaults, rules and doc comments. <c>KWS_UPDATE_DOCS=1</c> renews them.
/// </summary>
public sealed partial class SettingsTests
{
    private static readonly Dictionary<string, Type[]> s_tables = new()
    {
        ["ServiceDefaults"] =
            [
                typeof(GrpcLimitsOptions), typeof(CallLimitsOptions), typeof(HealthOptions), typeof(DrainOptions),
                typeof(BusOptions), typeof(WarmUpOptions),
            ],
        ["Access"] = [typeof(AccessOptions), typeof(TlsOptions)],
        ["AudioInference"] = [typeof(AudioInferenceOptions)],
        ["Recordings"] = [typeof(RecordingOptions), typeof(ObjectStoreOptions)],
        ["FeatureExtraction"] = [typeof(FeatureExtractionOptions)],
        ["VisionInference"] = [typeof(VisionInferenceOptions)],
        ["Tts"] = [typeof(TtsOptions)],
        ["Console"] = [typeof(ConsoleOptions)],
        ["Gateway"] = [typeof(HttpApiOptions)],
        ["Identity"] = [typeof(IdentityOptions)],
        ["Sockets"] = [typeof(SocketOptions)],
        ["Wyoming"] = [typeof(WyomingOptions)],
        ["TrainingOrchestrator"] =
            [
                typeof(DatabaseOptions), typeof(ImportOptions), typeof(JobOptions), typeof(LocalTrainerOptions),
                typeof(SageMakerOptions), typeof(GateOptions), typeof(PackageOptions), typeof(PromotionOptions),
                typeof(TrialOptions), typeof(RecordingStoreOptions),
            ],
    };

    [Fact]
    public void Tables_AreThoseOfTheOptions()
    {
        foreach (var page in MarkdownPage.All.Where(page => Block().IsMatch(page.Text)))
        {
            var renewed = Block().Replace(page.Text, block =>
                $"{block.Groups["begin"].Value}{TableOf(block.Groups["name"].Value)}{block.Groups["end"].Value}");
            if (Environment.GetEnvironmentVariable("KWS_UPDATE_DOCS") == "1")
                File.WriteAllText(page.FullPath, renewed);
            else
                Assert.True(renewed == page.Text,
                    $"{page.Path} differs from the options (KWS_UPDATE_DOCS=1 renews it):\n" +
                    Difference(page.Text, renewed));
        }
    }

    [Fact]
    public void Tables_StandInOneDocumentEach() =>
        Assert.Equal(s_tables.Keys.Order(), MarkdownPage.All
            .SelectMany(page => Block().Matches(page.Text).Select(block => block.Groups["name"].Value)).Order());

    [Fact]
    public void Options_ThatAServiceReads_AreInATable()
    {
        var read = s_tables.Values.SelectMany(types => types).Select(type => type.Assembly).Distinct()
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsDefined(typeof(OptionsValidatorAttribute), inherit: false))
            .Select(type => type.GetInterface(typeof(IValidateOptions<>).Name)!.GenericTypeArguments[0]);

        Assert.Equal(s_tables.Values.SelectMany(types => types).Select(type => type.Name).Order(),
            read.Select(type => type.Name).Order());
    }

    private static string TableOf(string name) => s_tables.TryGetValue(name, out var types)
        ? string.Concat(SettingsTable.Of(types).Select(line => $"{line}\n"))
        : throw new InvalidOperationException(
            $"settings: {name} is no table; allowed: {string.Join(", ", s_tables.Keys)}");

    private static string Difference(string before, string after)
    {
        string[] old = before.Split('\n'), renewed = after.Split('\n');
        return string.Join('\n', old.Except(renewed).Select(line => $"- {line}")
            .Concat(renewed.Except(old).Select(line => $"+ {line}")));
    }

    [GeneratedRegex(
        @"(?<begin><!-- settings: (?<name>\w+) -->\n).*?(?<end><!-- /settings -->)",
        RegexOptions.Singleline)]
    private static partial Regex Block();
}
