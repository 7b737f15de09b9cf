using System.Reflection;
using Aspire.Hosting.Projects;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>How an AppHost is configured in a test: no dashboard, ports of its own, else as by its launch profile.</summary>
internal static class TestDefaults
{
    public static void Apply(
        Assembly appHost,
        string[] args,
        DistributedApplicationOptions options,
        HostApplicationBuilderSettings settings,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
    {
        settings.Args = [.. settings.Args ?? [], .. args];
        settings.ApplicationName = appHost.GetName().Name;
        options.Args = settings.Args;
        options.AssemblyName = appHost.GetName().Name;
        options.DisableDashboard = true;
        configure(options, settings);

        var directory = appHost.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == "apphostprojectpath")?.Value;
        var profile = directory is null ? null : LaunchProfileReader.Read(directory, settings.Configuration?["DOTNET_LAUNCH_PROFILE"]);
        var defaults = new Dictionary<string, string?> { ["DcpPublisher:RandomizePorts"] = "true" };
        foreach (var (name, value) in profile?.EnvironmentVariables ?? new Dictionary<string, string>())
        {
            defaults[name] = value;
            defaults[name.Replace("DOTNET_", "", StringComparison.Ordinal).Replace("ASPNETCORE_", "", StringComparison.Ordinal)] = value;
        }

        var configuration = settings.Configuration ??= new ConfigurationManager();
        configuration.AddInMemoryCollection(defaults.Where(d => configuration[d.Key] is null).ToArray());
    }
}
