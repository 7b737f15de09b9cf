using CacheLayer.Tests.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Tests.Hybrid;

/// <summary>Microsoft's own, so that what the suite asks for is what people have today.</summary>
public sealed class MicrosoftHybridCacheTests(RedisSingleFixture fixture) : HybridCacheTests(fixture), IClassFixture<RedisSingleFixture>
{
    private protected override void Configure(HostApplicationBuilder builder)
    {
        builder.Services.AddStackExchangeRedisCache(options =>
        {
            options.Configuration = Redis.ConnectionString;
            options.InstanceName = Prefix;
        });
        builder.Services.AddHybridCache();
    }
}
