namespace Kws.Gateway.Http.Problems;

/// <summary>An answer that fails once it has begun can tell no problem any more: its connection is broken off, so that
/// nobody takes what came for all of it.</summary>
internal static class CutAnswers
{
    public static void UseCutAnswers(this IApplicationBuilder app)
    {
        var logger = app.ApplicationServices.GetRequiredService<ILoggerFactory>()
            .CreateLogger(typeof(CutAnswers).FullName!);
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (Exception exception) when (context.Response.HasStarted)
            {
                // A client that went away knows.
                if (!context.RequestAborted.IsCancellationRequested)
                    logger.AnswerCut(context.Request.Path, exception);
                context.Abort();
            }
        });
    }
}
