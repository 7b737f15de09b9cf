using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>How an AppHost is configured in a test: no dashboard, ports of its own, else as by its launch profile.</summary>
internal static class TestDefaults
{
    public static void Apply(Assembly appHost, string[] args, DistributedApplicationOptions options, HostApplicationBuilderSettings settings)
    {
        settings.Args = args;
        settings.ApplicationName = options.AssemblyName = appHost.GetName().Name;
        options.DisableDashboard = true;

        var directory = appHost.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == "apphostprojectpath")?.Value;
        var profile = directory is null ? null : LaunchProfileReader.Read(directory);
        var defaults = new Dictionary<string, string?> { ["DcpPublisher:RandomizePorts"] = "true" };
        foreach (var (name, value) in profile?.EnvironmentVariables ?? new Dictionary<string, string>())
        {
            defaults[name] = value;
            defaults[name.Replace("DOTNET_", "", StringComparison.Ordinal).Replace("ASPNETCORE_", "", StringComparison.Ordinal)] = value;
        }

        (settings.Configuration ??= new ConfigurationManager()).AddInMemoryCollection(defaults);
    }
}
