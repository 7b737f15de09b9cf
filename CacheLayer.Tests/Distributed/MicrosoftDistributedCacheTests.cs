using CacheLayer.Tests.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Tests.Distributed;

/// <summary>Microsoft's, so that the suite asks for nothing that it does not do.</summary>
[Trait("Tier", "redis")]
public sealed class MicrosoftDistributedCacheTests(RedisSingleFixture fixture) : DistributedCacheTests(fixture), IClassFixture<RedisSingleFixture>
{
    private protected override void Configure(HostApplicationBuilder builder)
        => builder.Services.AddStackExchangeRedisCache(options => (options.Configuration, options.InstanceName) = (Redis, "ms:"));

    private protected override string RedisKey(string key) => $"ms:{key}";
}
