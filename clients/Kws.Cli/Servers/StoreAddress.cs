using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Storage;

namespace Kws.Cli.Servers;

/// <summary>Where the object store is: the option, else the environment variable.</summary>
internal sealed class StoreAddress
{
    private const string Variable = "KWS_STORE";
    private const string S3Scheme = "s3://";
    private const string Limit = "it must be a folder that exists, or s3://BUCKET or s3://BUCKET/PREFIX";

    /// <summary>The options to add to a command.</summary>
    public Option<string?> Store { get; } = new("--store")
    {
        Description =
            $"Folder, or s3://BUCKET/PREFIX (keys as AWS's own tools find them); else the variable {Variable}",
        HelpName = "STORE",
    };

    public Option<string?> Endpoint { get; } =
        new("--s3-endpoint") { Description = "Another S3 server than AWS's", HelpName = "URL" };

    public Option<string?> Region { get; } =
        new("--s3-region")
        {
            Description = "Region of the bucket; else the variable AWS_REGION, else us-east-1",
            HelpName = "REGION"
        };

    /// <summary>Opens the store. A malformed or missing address is <see cref="BadInputException"/>.</summary>
    public IObjectStore Open(ParseResult parsed, CliContext context)
    {
        var (source, text) = parsed.GetValue(Store) is { } given
            ? (Store.Name, given)
            : (Variable, context.Variable(Variable) ?? "");
        if (text.Length == 0)
            throw new BadInputException(Store.Name, "", $"{Limit}; or set {Variable}");
        if (text.StartsWith(S3Scheme, StringComparison.Ordinal))
            return OpenS3(source, text, parsed, context);
        return Directory.Exists(text)
            ? new DirectoryObjectStore(text, context.Time)
            : throw new BadInputException(source, text, Limit);
    }

    private S3ObjectStore OpenS3(string source, string text, ParseResult parsed, CliContext context)
    {
        var parts = text[S3Scheme.Length..].TrimEnd('/').Split('/', 2);
        Uri? endpoint = null;
        if (parsed.GetValue(Endpoint) is { } url && !Uri.TryCreate(url, UriKind.Absolute, out endpoint))
            throw new BadInputException(Endpoint.Name, url, "it must be an http or https address");
        var options = new S3ObjectStoreOptions
        {
            Bucket = parts[0],
            Prefix = parts.Length > 1 ? parts[1] : "",
            Endpoint = endpoint,
            Region = parsed.GetValue(Region) ?? context.Variable("AWS_REGION") ?? "us-east-1",
        };
        List<string> faults = [.. options.Faults()];
        return faults.Count == 0
            ? new S3ObjectStore(options)
            : throw new BadInputException(source, text, string.Join("; ", faults));
    }
}
