using System.Collections;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Contract;
using Google.Protobuf.WellKnownTypes;
using HealthStatus = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus;
using Message = Aspire.Hosting.Dashboard.Contract.Resource;

namespace Aspire.Hosting.Dashboard;

/// <summary>Puts a resource's state into the dashboard's words.</summary>
internal sealed class ResourceMessages(IServiceProvider services)
{
    public Message Create(ResourceEvent resourceEvent)
    {
        var (resource, snapshot) = (resourceEvent.Resource, resourceEvent.Snapshot);
        var message = new Message
        {
            Name = resourceEvent.ResourceId,
            DisplayName = resource.Name,
            ResourceType = snapshot.ResourceType,
            Uid = resourceEvent.ResourceId,
            State = snapshot.State?.Text ?? "",
            StateStyle = snapshot.State?.Style ?? "",
            IsHidden = snapshot.IsHidden,
            CreatedAt = ToTimestamp(snapshot.CreationTimeStamp),
            StartedAt = ToTimestamp(snapshot.StartTimeStamp),
            StoppedAt = ToTimestamp(snapshot.StopTimeStamp),
        };
        if (resource.TryGetLastAnnotation<ResourceIconAnnotation>(out var icon))
        {
            message.IconName = icon.IconName;
            message.IconVariant = ToMessage(icon.IconVariant);
        }

        message.Environment.AddRange(snapshot.EnvironmentVariables.Select(v => new Contract.EnvironmentVariable { Name = v.Name, Value = v.Value ?? "", IsFromSpec = v.IsFromSpec }));
        message.Urls.AddRange(snapshot.Urls.Select(ToMessage));
        message.Relationships.AddRange(snapshot.Relationships.Select(r => new ResourceRelationship { ResourceName = r.ResourceName, Type = r.Type }));
        message.HealthReports.AddRange(snapshot.HealthReports.Select(ToMessage));
        message.Properties.AddRange(PropertiesOf(snapshot));
        message.Commands.AddRange(resource.Annotations.OfType<ResourceCommandAnnotation>().Select(command => ToMessage(command, snapshot)));
        return message;
    }

    private static IEnumerable<ResourceProperty> PropertiesOf(CustomResourceSnapshot snapshot)
    {
        foreach (var property in snapshot.Properties)
        {
            yield return new ResourceProperty { Name = property.Name, Value = ToValue(property.Value), IsSensitive = property.IsSensitive };
        }

        if (snapshot.ExitCode is { } exitCode)
        {
            yield return new ResourceProperty { Name = "resource.exitCode", Value = ToValue(exitCode) };
        }

        if (snapshot.HealthStatus is { } health)
        {
            yield return new ResourceProperty { Name = "resource.healthState", Value = ToValue(health.ToString()) };
        }
    }

    private static Value ToValue(object? value) => value switch
    {
        null => Value.ForNull(),
        string text => Value.ForString(text),
        int number => Value.ForNumber(number),
        bool truth => Value.ForBool(truth),
        IEnumerable list => Value.ForList([.. list.Cast<object?>().Select(ToValue)]),
        _ => Value.ForString(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    private static Url ToMessage(UrlSnapshot url) => new()
    {
        EndpointName = url.Name ?? "",
        FullUrl = url.Url,
        IsInternal = url.IsInternal,
        IsInactive = url.IsInactive,
        DisplayProperties = new UrlDisplayProperties { DisplayName = url.DisplayProperties.DisplayName, SortOrder = url.DisplayProperties.SortOrder },
    };

    private static HealthReport ToMessage(HealthReportSnapshot report)
    {
        var message = new HealthReport { Key = report.Name, Description = report.Description ?? "", Exception = report.ExceptionText ?? "", LastRunAt = ToTimestamp(report.LastRunAt) };
        if (report.Status is { } status)
        {
            message.Status = status switch
            {
                HealthStatus.Healthy => Contract.HealthStatus.Healthy,
                HealthStatus.Degraded => Contract.HealthStatus.Degraded,
                _ => Contract.HealthStatus.Unhealthy,
            };
        }

        return message;
    }

    private static Contract.IconVariant ToMessage(ApplicationModel.IconVariant variant)
        => variant == ApplicationModel.IconVariant.Filled ? Contract.IconVariant.Filled : Contract.IconVariant.Regular;

    private static Timestamp? ToTimestamp(DateTime? time) => time is { } value ? Timestamp.FromDateTime(value.ToUniversalTime()) : null;

    private ResourceCommand ToMessage(ResourceCommandAnnotation command, CustomResourceSnapshot snapshot) => new()
    {
        Name = command.Name,
        DisplayName = command.DisplayName,
        DisplayDescription = command.DisplayDescription ?? "",
        ConfirmationMessage = command.ConfirmationMessage ?? "",
        IconName = command.IconName ?? "",
        IconVariant = ToMessage(command.IconVariant ?? ApplicationModel.IconVariant.Regular),
        IsHighlighted = command.IsHighlighted,
        State = command.UpdateState(new UpdateCommandStateContext { ResourceSnapshot = snapshot, Services = services }) switch
        {
            ApplicationModel.ResourceCommandState.Enabled => Contract.ResourceCommandState.Enabled,
            ApplicationModel.ResourceCommandState.Disabled => Contract.ResourceCommandState.Disabled,
            _ => Contract.ResourceCommandState.Hidden,
        },
    };
}
