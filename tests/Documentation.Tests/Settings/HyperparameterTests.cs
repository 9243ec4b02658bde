using System.Text.RegularExpressions;
using Kws.TrainingOrchestrator.Executors.SageMaker;

namespace Kws.Documentation.Tests.Settings;

/// <summary>The table of hyperparameters is made of the rules that they are checked by. <c>KWS_UPDATE_DOCS=1</c> renews
/// it.</summary>
public sealed partial class HyperparameterTests
{
    [Fact]
    public void Table_IsThatOfTheRules()
    {
        var page = Assert.Single(MarkdownPage.All, page => Block().IsMatch(page.Text));
        var table = string.Concat(
            ((string[])["| hyperparameter | default | allowed |", "|---|---|---|"])
            .Concat(ImageClassification.Documented.Select(rule =>
                $"| `{rule.Name}` | {(rule.Default.Length == 0 ? "" : $"`{rule.Default}` ")}| {rule.Allowed} |"))
            .Select(line => $"{line}\n"));
        var renewed = Block().Replace(page.Text, block =>
            $"{block.Groups["begin"].Value}{table}{block.Groups["end"].Value}");
        if (Environment.GetEnvironmentVariable("KWS_UPDATE_DOCS") == "1")
            File.WriteAllText(page.FullPath, renewed);
        else
            Assert.True(renewed == page.Text, $"{page.Path} differs from the rules (KWS_UPDATE_DOCS=1 renews it)");
    }

    [GeneratedRegex(
        @"(?<begin><!-- hyperparameters: image-classification -->\n).*?(?<end><!-- /hyperparameters -->)",
        RegexOptions.Singleline)]
    private static partial Regex Block();
}
