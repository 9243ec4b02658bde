using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Lets a test run an AppHost's entry point and take over the application that it describes: the entry
/// point stops in <c>Build</c> until the test has changed what it wants, and in <c>Run</c> until the test ends.
/// </summary>
internal sealed class EntryPointInterception(Assembly appHost, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
{
    private static readonly AsyncLocal<EntryPointInterception?> CurrentFlow = new();

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _described = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _mayBuild = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The application as the entry point described it.</summary>
    public Task<DistributedApplicationBuilder> Described => _described.Task;

    /// <summary>Begins a description, for the test whose flow this is or for the entry point itself.</summary>
    public static IDistributedApplicationBuilder Create(DistributedApplicationOptions options)
    {
        if (CurrentFlow.Value is not { } interception)
            return new DistributedApplicationBuilder(options, new HostApplicationBuilderSettings(), Assembly.GetEntryAssembly());
        var settings = new HostApplicationBuilderSettings();
        interception.Configure(options, settings);
        return new DistributedApplicationBuilder(options, settings, interception.AppHostAssembly) { Interception = interception };
    }

    private Assembly AppHostAssembly { get; } = appHost;

    /// <summary>Runs the entry point on a thread of its own.</summary>
    public void InvokeEntryPoint()
    {
        MethodInfo main = AppHostAssembly.EntryPoint ??
            throw new InvalidOperationException($"The assembly '{AppHostAssembly.GetName().Name}' has no entry point.");
        var thread = new Thread(() => Invoke(main)) { IsBackground = true, Name = "AppHost entry point" };
        thread.Start();
    }

    /// <summary>Lets the entry point's <c>Build</c> go on.</summary>
    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken)
    {
        _mayBuild.TrySetResult();
        return _built.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Called by <c>Build</c> on the entry point's thread.</summary>
    public DistributedApplication Build(DistributedApplicationBuilder builder, Func<DistributedApplication> build)
    {
        _described.TrySetResult(builder);
        _mayBuild.Task.GetAwaiter().GetResult();
        DistributedApplication application = build();
        _built.TrySetResult(application);
        return application;
    }

    public Task WaitForEndAsync(CancellationToken cancellationToken) => _ended.Task.WaitAsync(cancellationToken);

    /// <summary>Lets the entry point's <c>Run</c> return.</summary>
    public void End()
    {
        _mayBuild.TrySetCanceled();
        _ended.TrySetResult();
    }

    private void Configure(DistributedApplicationOptions options, HostApplicationBuilderSettings settings)
    {
        // The entry point passed on the arguments that it was invoked with.
        options.Args ??= args;
        configure(options, settings);
    }

    private void Invoke(MethodInfo main)
    {
        CurrentFlow.Value = this;
        try
        {
            object? result = main.Invoke(null, main.GetParameters().Length == 0 ? null : [args]);
            if (result is Task task)
                task.GetAwaiter().GetResult();
            Fail(new InvalidOperationException("The AppHost's entry point ended without building an application."));
        }
        catch (Exception e)
        {
            Fail(e is TargetInvocationException { InnerException: { } inner } ? inner : e);
        }
    }

    private void Fail(Exception reason)
    {
        _described.TrySetException(reason);
        _built.TrySetException(reason);
        _ = _described.Task.Exception;
        _ = _built.Task.Exception;
    }
}
