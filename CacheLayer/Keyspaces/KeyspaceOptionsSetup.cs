using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CacheLayer.Keyspaces;

/// <summary>Binds the options of a keyspace to its section, whenever that appears.</summary>
internal sealed class KeyspaceOptionsSetup(IConfiguration configuration) : IConfigureNamedOptions<KeyspaceOptions>
{
    public void Configure(KeyspaceOptions options)
    {
    }

    public void Configure(string? name, KeyspaceOptions options)
    {
        if (!string.IsNullOrEmpty(name))
        {
            // Environment variables may be written in capitals; keyspaces are not. Configuration does not tell them apart.
            configuration.GetSection(KeyspacePolicies.SectionName).GetSection(name).Bind(options);
        }
    }
}
