using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Contract;
using Grpc.Core;

namespace Aspire.Hosting.Dashboard;

/// <summary>Answers the dashboard's questions about the resources.</summary>
internal sealed class ResourceService(
    DashboardSettings settings,
    ResourceMessages messages,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    ResourceCommandService commands,
    TimeProvider timeProvider) : Contract.DashboardService.DashboardServiceBase
{
    private readonly CancellationTokenSource _end = new();

    /// <summary>Ends the streams, which would keep the server from stopping.</summary>
    public void End() => _end.Cancel();

    public override Task<ApplicationInformationResponse> GetApplicationInformation(ApplicationInformationRequest request, ServerCallContext context)
        => Task.FromResult(new ApplicationInformationResponse { ApplicationName = settings.ApplicationName });

    public override Task WatchResources(WatchResourcesRequest request, IServerStreamWriter<WatchResourcesUpdate> responseStream, ServerCallContext context)
        => StreamAsync(context, async cancellationToken =>
        {
            var now = new InitialResourceData();
            now.Resources.AddRange(notifications.Current.Select(messages.Create));
            await responseStream.WriteAsync(new WatchResourcesUpdate { InitialData = now }, cancellationToken).ConfigureAwait(false);
            await foreach (var change in notifications.WatchAsync(cancellationToken).ConfigureAwait(false))
            {
                var update = new WatchResourcesUpdate { Changes = new WatchResourcesChanges { Value = { new WatchResourcesChange { Upsert = messages.Create(change) } } } };
                await responseStream.WriteAsync(update, cancellationToken).ConfigureAwait(false);
            }
        });

    public override Task WatchResourceConsoleLogs(WatchResourceConsoleLogsRequest request, IServerStreamWriter<WatchResourceConsoleLogsUpdate> responseStream, ServerCallContext context)
        => StreamAsync(context, async cancellationToken =>
        {
            var log = loggers.LogOf(request.ResourceName);
            if (request.SuppressFollow)
            {
                await WriteAsync(log.ReadAll()).ConfigureAwait(false);
                return;
            }

            await foreach (var lines in log.FollowAsync(cancellationToken).ConfigureAwait(false))
            {
                await WriteAsync(lines).ConfigureAwait(false);
            }

            async Task WriteAsync(IReadOnlyList<LogLine> lines)
            {
                foreach (var chunk in lines.Chunk(500))
                {
                    var update = new WatchResourceConsoleLogsUpdate();
                    update.LogLines.AddRange(chunk.Select(line => new ConsoleLogLine { Text = line.Content, IsStdErr = line.IsErrorMessage, LineNumber = line.LineNumber }));
                    await responseStream.WriteAsync(update, cancellationToken).ConfigureAwait(false);
                }
            }
        });

    public override async Task<ResourceCommandResponse> ExecuteResourceCommand(ResourceCommandRequest request, ServerCallContext context)
    {
        var result = await commands.ExecuteCommandAsync(request.ResourceName, request.CommandName, context.CancellationToken).ConfigureAwait(false);
        var response = new ResourceCommandResponse
        {
            Kind = result.Success ? ResourceCommandResponseKind.Succeeded : result.Canceled ? ResourceCommandResponseKind.Cancelled : ResourceCommandResponseKind.Failed,
        };
        if (result.Message is not null)
        {
            response.Message = result.Message;
        }

        return response;
    }

    /// <summary>Nobody asks the user anything: the stream stays open, and empty.</summary>
    public override Task WatchInteractions(IAsyncStreamReader<WatchInteractionsRequestUpdate> requestStream, IServerStreamWriter<WatchInteractionsResponseUpdate> responseStream, ServerCallContext context)
        => StreamAsync(context, cancellationToken => Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, cancellationToken));

    private async Task StreamAsync(ServerCallContext context, Func<CancellationToken, Task> write)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, _end.Token);
        try
        {
            await write(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The dashboard has enough, or the application ends.
        }
    }
}
