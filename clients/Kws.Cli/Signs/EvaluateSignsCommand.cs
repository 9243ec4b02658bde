using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;
using Kws.Vision.V1;

namespace Kws.Cli.Signs;

/// <summary><c>kws evaluate signs</c>: letters read right by a server, from single pictures and in streams.</summary>
internal sealed class EvaluateSignsCommand(CliContext context)
{
    private readonly Argument<string> _folder = new("FOLDER")
    {
        Description = "Photos as <letter>/*.jpg, or folders of signers with such photos",
    };

    private readonly ServerAddress _server = ServerAddress.OfVisionInference();
    private readonly Option<int> _times = BoundedOption.Create(
        "--times", "Times that each letter of a signer is held before the camera; 0: no streams", 2, 0, 100);

    private readonly Option<int> _seed = BoundedOption.Create(
        "--seed", "Chooses the order of the photos in a stream", 1, 0, int.MaxValue);

    private readonly Option<bool> _json = CommonOptions.Json();

    public static Command Create(CliContext context)
    {
        var evaluate = new EvaluateSignsCommand(context);
        var command = new Command(
            "signs", "Letters read right by the server's sign model, from pictures and in streams")
        {
            evaluate._folder, evaluate._server.Option, evaluate._times, evaluate._seed, evaluate._json,
        };
        command.SetWork(context, evaluate.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var signers = SignerPhotos.Find(parsed.GetRequiredValue(_folder));
        List<SignAccuracy> measured = [];
        List<FileResult<ClassifyResponse>> refused = [];
        var model = await ServerSession.UseAsync(_server.Resolve(parsed, context), cancellationToken, async channel =>
        {
            var client = new SignReader.SignReaderClient(channel);
            var described = await client.DescribeModelAsync(
                new DescribeModelRequest(), cancellationToken: cancellationToken);
            foreach (var signer in signers)
            {
                var accuracy = new SignAccuracy(signer.Name);
                refused.AddRange(await ClassifyAsync(client, signer, accuracy, cancellationToken));
                if (parsed.GetValue(_times) is > 0 and var times)
                    await ReadAsync(client, HeldSigns.Of(signer, times, new Random(parsed.GetValue(_seed))), accuracy,
                        cancellationToken);
                measured.Add(accuracy);
            }
            return $"{described.Name} {described.Version}";
        });
        SignAccuracyReport.Of(model, measured).WriteTo(context, parsed.GetValue(_json));
        return FileResults.WriteErrors(context, refused);
    }

    private async Task<IEnumerable<FileResult<ClassifyResponse>>> ClassifyAsync(
        SignReader.SignReaderClient client, SignerPhotos signer, SignAccuracy accuracy,
        CancellationToken cancellationToken)
    {
        (char Letter, InputFile File)[] photos = [.. signer.Pictures.Letters
            .SelectMany(letter => signer.Pictures.Of(letter).Select(file => (letter, file)))];
        var classifier = new PictureClassifier(client, new ClassifyRequest { Top = 1 });
        var results = await FileResults.CollectAsync(context, $"pictures of {signer.Name}", photos.Length,
            classifier.ClassifyAsync([.. photos.Select(photo => photo.File)], cancellationToken));
        foreach (var (photo, result) in photos.Zip(results))
        {
            if (result.Answer is { } answer)
                accuracy.Add(photo.Letter, answer);
        }
        return results.Where(result => result.Error is not null);
    }

    private async Task ReadAsync(
        SignReader.SignReaderClient client, HeldSigns signs, SignAccuracy accuracy,
        CancellationToken cancellationToken)
    {
        var device = new CameraDevice(
            client, new ReadConfig { DeviceId = "kws-evaluate" }, HeldSigns.FrameTime, realTime: false, context.Time);
        var progress = new StepProgress(context, $"streaming frames of {accuracy.Signer}");
        List<Letter> letters = [];
        await foreach (var response in device.ReadAsync(CountedAsync(), cancellationToken))
        {
            if (response.Letter is { } letter)
                letters.Add(letter);
        }
        accuracy.Add(SignScore.Match(signs.Letters, letters));

        async IAsyncEnumerable<CameraFrame> CountedAsync()
        {
            await foreach (var frame in signs.FramesAsync())
            {
                yield return frame;
                progress.Report((int)frame.Index + 1, signs.FrameCount);
            }
        }
    }
}
