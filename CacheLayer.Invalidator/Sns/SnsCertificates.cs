using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace CacheLayer.Invalidator.Sns;

/// <summary>Fetches and checks the certificates that SNS signs with, and keeps them for a day.</summary>
internal sealed class SnsCertificates(IHttpClientFactory clients, IOptions<SnsOptions> options, TimeProvider clock) : IDisposable
{
    /// <summary>The HTTP client with which SNS is called: no redirects, small answers, little patience.</summary>
    public const string HttpClientName = "sns";

    // SNS has one at a time per region. More are only asked for by somebody who makes addresses up.
    private const int MaxKept = 16;
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _oneFetch = new(1);
    private readonly Dictionary<Uri, KeptCertificate> _kept = [];
    private readonly X509Certificate2Collection? _roots = ReadRoots(options.Value.TrustedRootsFile);

    /// <exception cref="SnsRefusedException">There is none at the address, it cannot be had now, or it is not to be trusted.</exception>
    public async ValueTask<X509Certificate2> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        if (!TryGetKept(address, out var certificate))
        {
            await _oneFetch.WaitAsync(cancellationToken);
            try
            {
                if (!TryGetKept(address, out certificate))
                {
                    certificate = await FetchAsync(address, cancellationToken);
                    Keep(address, certificate);
                }
            }
            finally
            {
                _oneFetch.Release();
            }
        }

        ThrowIfOutOfPeriod(certificate);
        return certificate;
    }

    public void Dispose() => _oneFetch.Dispose();

    private static X509Certificate2Collection? ReadRoots(string? file)
    {
        if (file is null)
        {
            return null;
        }

        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(file);
        return roots;
    }

    private bool TryGetKept(Uri address, [NotNullWhen(true)] out X509Certificate2? certificate)
    {
        lock (_kept)
        {
            certificate = _kept.TryGetValue(address, out var kept) && clock.GetElapsedTime(kept.Since) < KeptFor ? kept.Certificate : null;
            return certificate is not null;
        }
    }

    // Not disposed when it is dropped: a message may still be checked with it.
    private void Keep(Uri address, X509Certificate2 certificate)
    {
        lock (_kept)
        {
            if (_kept.Count >= MaxKept && !_kept.ContainsKey(address))
            {
                _kept.Remove(_kept.MinBy(entry => entry.Value.Since).Key);
            }

            _kept[address] = new(certificate, clock.GetTimestamp());
        }
    }

    private async Task<X509Certificate2> FetchAsync(Uri address, CancellationToken cancellationToken)
    {
        var chain = Import(await DownloadAsync(address, cancellationToken));
        var certificate = chain[0];
        if (!SnsAddress.SignerNames(address).Any(name => certificate.MatchesHostname(name)))
        {
            throw SnsRefusedException.Forbidden("The signing certificate is not one of SNS.");
        }

        ThrowIfOutOfPeriod(certificate);
        if (options.Value.CheckCertificateChain)
        {
            ThrowIfUntrusted(certificate, chain);
        }

        return certificate;
    }

    private async Task<string> DownloadAsync(Uri address, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(HttpClientName);
        try
        {
            using var answer = await client.GetAsync(address, cancellationToken);
            if (answer.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not HttpStatusCode.TooManyRequests)
            {
                throw SnsRefusedException.Forbidden("There is no certificate at SigningCertURL.");
            }

            return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
        }
        catch (Exception exception) when (SnsCalls.IsFailure(exception, cancellationToken))
        {
            throw SnsRefusedException.NotNow("The signing certificate cannot be fetched now.", exception);
        }
    }

    private static X509Certificate2Collection Import(string pem)
    {
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            chain.Clear();
        }

        return chain.Count > 0 ? chain : throw SnsRefusedException.Forbidden("There is no certificate at SigningCertURL.");
    }

    private void ThrowIfOutOfPeriod(X509Certificate2 certificate)
    {
        var now = clock.GetUtcNow();
        if (now < certificate.NotBefore.ToUniversalTime() || now > certificate.NotAfter.ToUniversalTime())
        {
            throw SnsRefusedException.Forbidden("The signing certificate is not valid at this time.");
        }
    }

    private void ThrowIfUntrusted(X509Certificate2 certificate, X509Certificate2Collection others)
    {
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                // Of Amazon's certificates only the period is checked: a revocation list that cannot be had would lose events.
                RevocationMode = X509RevocationMode.NoCheck,
                VerificationTime = clock.GetUtcNow().UtcDateTime,
                UrlRetrievalTimeout = TimeSpan.FromSeconds(5),
            },
        };
        chain.ChainPolicy.ExtraStore.AddRange(others);
        if (_roots is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(_roots);
        }

        if (chain.Build(certificate))
        {
            return;
        }

        var status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        throw status is X509ChainStatusFlags.PartialChain
            ? SnsRefusedException.NotNow("The issuer of the signing certificate cannot be fetched now.")
            : SnsRefusedException.Forbidden($"The signing certificate is not trusted: {status}.");
    }

    private sealed record KeptCertificate(X509Certificate2 Certificate, long Since);
}
