using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace CacheLayer.Redis.Connections;

/// <summary>TLS as StackExchange.Redis does it by a connection string and its environment variables.</summary>
internal static class RespTls
{
    private const string IssuerVariable = "SERedis_IssuerCertPath";
    private const string ClientVariable = "SERedis_ClientCertPfxPath";
    private const string ClientPasswordVariable = "SERedis_ClientCertPassword";

    public static async Task<Stream> AuthenticateAsync(Stream stream, EndPoint endPoint, ConfigurationOptions options, CancellationToken cancellationToken)
    {
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(Options(Host(endPoint, options), options), cancellationToken).ConfigureAwait(false);
            return tls;
        }
        catch (OperationCanceledException e)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw new AuthenticationException("The server did not answer the handshake in time.", e);
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static string Host(EndPoint endPoint, ConfigurationOptions options)
        => options.SslHost is { Length: > 0 } host ? host
            : endPoint switch
            {
                DnsEndPoint dns => dns.Host,
                IPEndPoint ip => ip.Address.ToString(),
                _ => "",
            };

    private static SslClientAuthenticationOptions Options(string host, ConfigurationOptions options)
    {
        if (options.SslClientAuthenticationOptions?.Invoke(host) is { } given)
        {
            return given;
        }

        var result = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = options.SslProtocols ?? default,
            CertificateRevocationCheckMode = options.CheckCertificateRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
        };
        if (Environment.GetEnvironmentVariable(IssuerVariable) is { Length: > 0 } issuer)
        {
            result.CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = result.CertificateRevocationCheckMode,
                CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(issuer) },
            };
        }

        if (Environment.GetEnvironmentVariable(ClientVariable) is { Length: > 0 } client)
        {
            result.ClientCertificates = [X509CertificateLoader.LoadPkcs12FromFile(client, Environment.GetEnvironmentVariable(ClientPasswordVariable))];
        }

        return result;
    }
}
