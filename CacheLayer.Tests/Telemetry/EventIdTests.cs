using System.Reflection;
using CacheLayer.Invalidator.Lag;
using CacheLayer.OriginMock.Events;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Tests.Telemetry;

[Trait("Tier", "unit")]
public sealed class EventIdTests
{
    [Fact]
    public void No_two_log_lines_of_a_class_have_one_id()
    {
        var lines = new[] { typeof(CacheClient), typeof(LagReporter), typeof(ChangePublisher), typeof(global::Aspire.Hosting.RunFolder) }
            .SelectMany(type => type.Assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => (method.DeclaringType, method.Name, method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId))
            .Where(line => line.EventId > 0)
            .ToArray();

        Assert.True(lines.Length > 50);
        Assert.Empty(lines.GroupBy(line => (line.DeclaringType, line.EventId)).Where(same => same.Count() > 1).Select(same => string.Join(", ", same)));
    }
}
