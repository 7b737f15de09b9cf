using CacheLayer.AppHost.DeadLetters;
using CacheLayer.AppHost.Startup;
using Microsoft.Extensions.DependencyInjection;

DefaultPorts.ReplaceTaken();

var builder = DistributedApplication.CreateBuilder(args);
if (!Preflight.TryPrepare(builder, out var settings, out var exitCode))
{
    return exitCode;
}

const string NearZone = "zone-a";
const string FarZone = "zone-b";

var adminKey = builder.AddParameter("admin-key", new GenerateParameterDefault { MinLength = 24, Special = false }, secret: true);

IResourceBuilder<IResourceWithConnectionString> cache = settings.Topology switch
{
    CacheTopology.Single => builder.AddRedisReplicaSet("cache", settings.Runtime).WithMaxMemory(settings.MaxMemory),

    // Three primaries share the keys; the replica of each is beside the orchestrators, which read it.
    CacheTopology.Cluster => builder.AddRedisCluster("cache", settings.Runtime).WithMaxMemory(settings.MaxMemory)
        .WithShards(3, replicas: 1).WithZones(FarZone, FarZone, FarZone, NearZone, NearZone, NearZone),

    // One primary, a replica beside the orchestrators, another one in a second zone; three sentinels agree on who is primary.
    _ => builder.AddRedisReplicaSet("cache", settings.Runtime).WithMaxMemory(settings.MaxMemory)
        .WithReplicas(2).WithZones(NearZone, NearZone, FarZone).WithSentinels(3),
};

// Change events live on a node of their own: the cache evicts what it likes.
var events = builder.AddEventNode("events", settings.Runtime);

var origin = builder.AddService<Projects.CacheLayer_OriginMock>("origin", "Origin")
    .WithAdminKey(adminKey)
    .WithFile("Origin__Store__Path", "catalogue.db")
    .WithReference(events).WaitFor(events);

var orchestrator = builder.AddService<Projects.CacheLayer_Orchestrator>("orchestrator", "API", DefaultPorts.Api)
    .WithReplicas(2)
    .WithExternalHttpEndpoints()
    .WithAdminKey(adminKey)
    .WithEnvironment("CacheLayer__Zone", NearZone)
    .WithReference(cache).WaitFor(cache)
    .WithReference(origin).WaitFor(origin);

// Told of no invalidations for so long, orchestrators serve only what is young.
foreach (var keyspace in new[] { "product", "reco", "promo", "review" })
{
    orchestrator.WithEnvironment($"CacheLayer__Keyspaces__{keyspace}__MaxLag", "00:00:10");
}

builder.AddService<Projects.CacheLayer_Invalidator>("invalidator", "Invalidator")
    .WithAdminKey(adminKey)
    .WithDeadLetterCommands(adminKey)
    .WithReference(cache).WaitFor(cache)
    .WithReference(events).WaitFor(events);

builder.AddTraffic<Projects.CacheLayer_Traffic>("traffic")
    .WithAdminKey(adminKey)
    .WithReference(orchestrator)
    .WithReference(origin)
    .WithReference(cache);

builder.AddReadyBanner(api: orchestrator, origin, adminKey);

if (Publication.Problem(builder) is { } problem)
{
    await Console.Error.WriteLineAsync(problem);
    return Preflight.CannotStart;
}

// Disposed at the end, which removes the files of this run.
await using var application = builder.Build();
var failure = application.Services.GetService<StartFailure>();
await application.RunAsync();
return failure?.ExitCode ?? 0;
