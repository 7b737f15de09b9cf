using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CacheLayer.Redis.Dispatch;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Tests.Connections;

[Trait("Tier", "redis")]
public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cachelayer-").FullName;

    [Fact]
    public async Task A_node_is_reached_over_tls()
    {
        WriteCertificate();
        var port = FreePorts.Take(1)[0];
        using var redis = Start("redis-tls.sh", port, $"--port 0 --tls-port {port} --bind 127.0.0.1");
        var connectionString = $"127.0.0.1:{port},ssl=true,checkCertificateRevocation=false";
        await using var router = await Routers.StartAsync(connectionString);
        await Eventually.AsyncThat("the node is used", async () => await router.SetAsync("k", "v", WriteRetry.Never));
        Assert.Equal("v", await router.GetAsync("k"));

        // The connection that tells of changes is one of our own; its user may do no more than it must.
        await router.WriteAsync(
            0, static (db, _) => db.ExecuteAsync("ACL", "SETUSER", "reader", "on", ">secret", "~*", "+@all", "-@dangerous", "+info", "+client", "+role"),
            WriteRetry.Never, CancellationToken.None);
        await using var process = await CacheProcess.StartAsync(
            $"{connectionString},user=reader,password=secret", time: null, ("CacheLayer:Keyspaces:thing:L1:Enabled", "true"));
        var things = Keyspace.Create<string>("thing", "t");
        await process.Client.SetAsync(things, "a", "one");
        await Eventually.AsyncThat("it is served from memory", async () => (await process.Client.GetAsync(things, "a")).FromL1);
        await router.WriteAsync(0, static (db, _) => db.KeyDeleteAsync("t:a"), WriteRetry.Never, CancellationToken.None);
        await Eventually.AsyncThat("the change is heard", async () => (await process.Client.GetAsync(things, "a")).Outcome is CacheOutcome.Miss);
    }

    [Fact]
    public async Task Where_one_side_speaks_TLS_and_the_other_does_not_reads_are_misses_with_a_reason()
    {
        WriteCertificate();
        var ports = FreePorts.Take(2);
        using var redis = Start("redis-both.sh", ports[0], $"--port {ports[1]} --tls-port {ports[0]} --bind 127.0.0.1");
        await AssertMissedAsync($"127.0.0.1:{ports[1]},ssl=true", "does not answer in TLS at this port");
        await AssertMissedAsync($"127.0.0.1:{ports[0]}", "it may speak nothing but TLS at this port");
        await AssertMissedAsync($"localhost:{ports[0]},ssl=true,checkCertificateRevocation=false", "has a TLS certificate that is not accepted");
    }

    [Fact]
    public async Task Nodes_of_a_cluster_that_announce_names_are_reached_by_them()
    {
        var host = Dns.GetHostName();
        WriteCertificate(host);
        var ports = FreePorts.Take(4);
        var address = (await Dns.GetHostAddressesAsync(host, AddressFamily.InterNetwork))[0];
        using var first = Start("redis-one.sh", ports[0], Cluster(ports[0], ports[2]));
        using var second = Start("redis-two.sh", ports[1], Cluster(ports[1], ports[3]));
        await ClusterAsync(ports[0], $"ADDSLOTSRANGE 0 8000");
        await ClusterAsync(ports[1], $"ADDSLOTSRANGE 8001 16383");
        await ClusterAsync(ports[0], $"MEET {address} {ports[1]} {ports[3]}");

        // One node is named; the certificates have no address for the other one.
        await using var router = await Routers.StartKeysAsync($"{host}:{ports[0]},ssl=true,checkCertificateRevocation=false,cluster=true");
        await Eventually.AsyncThat("both are used", async () => router.Nodes.Count is 2 && await router.SetAsync("a", "v") && await router.SetAsync("b", "v"));
        Assert.All(router.Nodes, node => Assert.StartsWith(host, node.Name, StringComparison.OrdinalIgnoreCase));

        string Cluster(int port, int bus) => $"--port 0 --tls-port {port} --tls-cluster yes --bind 0.0.0.0 --protected-mode no "
            + $"--cluster-enabled yes --cluster-config-file {port}.conf --cluster-port {bus} --cluster-announce-hostname {host}";

        Task ClusterAsync(int port, string command) => Eventually.AsyncThat(command, async () =>
        {
            var start = new ProcessStartInfo("redis-cli", $"--tls --cacert {_folder}/cert.pem -h {host} -p {port} CLUSTER {command}") { RedirectStandardOutput = true };
            using var process = Process.Start(start)!;
            return (await process.StandardOutput.ReadToEndAsync()).Trim() is "OK" ? true : throw new InvalidOperationException(command);
        });
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private RedisProcess Start(string name, int port, string options)
    {
        // How the client is told whom to trust; nothing else in this process uses TLS to Redis.
        Environment.SetEnvironmentVariable("SERedis_IssuerCertPath", Path.Combine(_folder, "cert.pem"));
        var script = Path.Combine(_folder, name);
        File.WriteAllText(script, $"""
            exec redis-server {options} --save '' --dir {_folder} \
              --tls-cert-file {_folder}/cert.pem --tls-key-file {_folder}/key.pem --tls-ca-cert-file {_folder}/cert.pem --tls-auth-clients no
            """);
        var redis = new RedisProcess(script, port, new Dictionary<string, string>());
        redis.Start();
        return redis;
    }

    private static async Task AssertMissedAsync(string connectionString, string reason)
    {
        await using var cache = await CacheProcess.StartAsync(connectionString);
        string? health = null;
        await Eventually.AsyncThat(reason, async () =>
        {
            health = (await cache.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["CacheLayer"].Description;
            return health!.Contains(reason, StringComparison.Ordinal) ? true : throw new InvalidOperationException(health);
        });
        var things = Keyspace.Create<string>("thing", "t");
        Assert.Equal(CacheOutcome.Bypass, (await cache.Client.GetAsync(things, "a")).Outcome);
        Assert.Equal("value of a", (await cache.Aside.GetOrFetchAsync(things, "a", new Origin())).Value);
        Assert.Contains(cache.Logs.GetSnapshot(), line => line.Level is LogLevel.Warning && line.Category!.StartsWith("CacheLayer", StringComparison.Ordinal) && line.Message.Contains(reason, StringComparison.Ordinal));
    }

    private void WriteCertificate(string? host = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        if (host is null)
        {
            names.AddIpAddress(IPAddress.Loopback);
        }
        else
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Path.Combine(_folder, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }
}
