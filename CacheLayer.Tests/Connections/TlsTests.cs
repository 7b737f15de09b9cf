using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using CacheLayer.Topology;

namespace CacheLayer.Tests.Connections;

public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cachelayer-").FullName;

    [Fact]
    public async Task A_node_is_reached_over_tls()
    {
        WriteCertificate();
        var script = Path.Combine(_folder, "redis-tls.sh");
        var port = FreePorts.Take(1)[0];
        await File.WriteAllTextAsync(script, $"""
            exec redis-server --port 0 --tls-port {port} --bind 127.0.0.1 --save '' --dir {_folder} \
              --tls-cert-file {_folder}/cert.pem --tls-key-file {_folder}/key.pem --tls-ca-cert-file {_folder}/cert.pem --tls-auth-clients no
            """);
        using var redis = new RedisProcess(script, port, new Dictionary<string, string>());
        redis.Start();

        // How the client is told whom to trust; nothing else in this process uses TLS to Redis.
        Environment.SetEnvironmentVariable("SERedis_IssuerCertPath", Path.Combine(_folder, "cert.pem"));
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

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void WriteCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Path.Combine(_folder, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }
}
