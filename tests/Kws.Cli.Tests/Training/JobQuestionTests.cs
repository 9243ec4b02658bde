using System.Collections.Concurrent;
using Kws.Cli.CommandLine;
using Kws.Cli.Training;

namespace Kws.Cli.Tests.Training;

/// <summary>What Ctrl+C means while a job is followed, with a person who types what a test says.</summary>
public sealed class JobQuestionTests : IDisposable
{
    private readonly BlockingCollection<string?> _typed = [];
    private readonly StringWriter _error = new();
    private int _cancelled;

    public void Dispose() => _typed.Dispose();

    [Theory]
    [InlineData("d")]
    [InlineData("Detach")]
    [InlineData(null)]
    public async Task Detach_OrTheEndOfInput_LetsGoOfTheJob(string? answer)
    {
        var context = Terminal();
        using var question = Ask(context);
        _typed.Add(answer);

        Assert.True(context.Interrupts.Raise());

        await question.Detached.WithTimeout();
        Assert.Equal(0, _cancelled);
    }

    [Fact]
    public async Task Cancel_AsksForTheJobsEnd_AndGoesOnShowingIt()
    {
        var context = Terminal();
        using var question = Ask(context);
        _typed.Add("c");

        context.Interrupts.Raise();

        await question.AnsweredAsync().WithTimeout();
        Assert.Equal(1, _cancelled);
        Assert.False(question.Detached.IsCompleted);
    }

    [Fact]
    public async Task GoOn_AfterAnAnswerThatIsNone_AsksAgainAndChangesNothing()
    {
        var context = Terminal();
        using var question = Ask(context);
        _typed.Add("what?");
        _typed.Add("g");

        context.Interrupts.Raise();

        await question.AnsweredAsync().WithTimeout();
        Assert.Equal(2, _error.ToString().Split("[d]etach").Length - 1);
        Assert.Equal((0, false), (_cancelled, question.Detached.IsCompleted));
    }

    [Fact]
    public async Task SecondCtrlC_WhileItIsAsked_DetachesAtOnce()
    {
        var context = Terminal();
        using var question = Ask(context);
        context.Interrupts.Raise();
        Assert.False(question.AnsweredAsync().IsCompleted);

        context.Interrupts.Raise();

        await question.Detached.WithTimeout();
        Assert.Equal(0, _cancelled);
        _typed.Add("g");
    }

    [Fact]
    public async Task Cancel_ThatFails_IsToldAndTheJobIsFollowedOn()
    {
        var context = Terminal();
        using var question = new JobQuestion(context, () => throw new CommandFailedException("away", "Start it."));
        _typed.Add("c");

        context.Interrupts.Raise();

        await question.AnsweredAsync().WithTimeout();
        Assert.Contains("the job was not cancelled: away", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void CtrlC_WithoutATerminal_IsNotTaken(bool inputIsRedirected, bool errorIsRedirected)
    {
        var context = Terminal() with { InputIsRedirected = inputIsRedirected, ErrorIsRedirected = errorIsRedirected };
        using var question = Ask(context);

        Assert.False(context.Interrupts.Raise());
    }

    [Fact]
    public void CtrlC_AfterTheJobsEnd_IsNotTaken()
    {
        var context = Terminal();
        Ask(context).Dispose();

        Assert.False(context.Interrupts.Raise());
    }

    private JobQuestion Ask(CliContext context) => new(context, () =>
    {
        Interlocked.Increment(ref _cancelled);
        return Task.CompletedTask;
    });

    private CliContext Terminal() => KwsRun.Context(error: TextWriter.Synchronized(_error)) with
    {
        ReadLine = _typed.Take,
        Interrupts = new Interrupts(),
        InputIsRedirected = false,
        ErrorIsRedirected = false,
    };
}
