using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Kws.TestSupport;

/// <summary>One log line as a test sees it.</summary>
public sealed record LogLine(LogLevel Level, string Category, EventId Event, string Message, Exception? Exception);

/// <summary>
/// Keeps the logs of a host under test. <see cref="AssertNoErrors"/> fails on any line of level
/// Error or above that the test did not declare with <see cref="Expect"/>.
/// </summary>
public sealed class RecordingLoggerProvider : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();
    private readonly ConcurrentBag<Func<LogLine, bool>> _expected = [];

    /// <summary>All lines so far, in order.</summary>
    public IReadOnlyCollection<LogLine> Lines => _lines;

    /// <summary>Declares error lines that the test provokes on purpose.</summary>
    public void Expect(Func<LogLine, bool> isExpected) => _expected.Add(isExpected);

    /// <summary>Fails with the first undeclared error line.</summary>
    public void AssertNoErrors()
    {
        var error = _lines.FirstOrDefault(line => line.Level >= LogLevel.Error
            && !_expected.Any(expected => expected(line)));
        Assert.True(error is null, $"unexpected error log: [{error?.Category}] {error?.Message} {error?.Exception}");
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => new Recorder(this, categoryName);

    void IDisposable.Dispose()
    {
    }

    private sealed class Recorder(RecordingLoggerProvider owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            owner._lines.Enqueue(new LogLine(logLevel, category, eventId, formatter(state, exception), exception));
    }
}
