using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace CacheLayer.Invalidator.Sns;

/// <summary>Tells addresses of SNS itself from those that only look like one.</summary>
internal static partial class SnsAddress
{
    /// <summary>The address of a signing certificate: a .pem file, without a query.</summary>
    public static bool TryReadCertificate(string text, [NotNullWhen(true)] out Uri? address)
        => TryRead(text, out address) && address.AbsoluteUri == text && address.Query is "" && CertificatePath().IsMatch(address.AbsolutePath);

    /// <summary>An address of SNS: HTTPS on the usual port, a host of its own domain, no user, no fragment.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out Uri? address)
        => Uri.TryCreate(text, UriKind.Absolute, out address)
            && address.Scheme == Uri.UriSchemeHttps
            && address.IsDefaultPort
            && address.UserInfo is ""
            && address.Fragment is ""
            // Backslashes, tabs and spaces are read differently by different readers.
            && !text.AsSpan().ContainsAny("\\\t\n\r ")
            && SnsHost().IsMatch(address.Host)
            // An authority that Uri mended (a user that is empty, an escaped or full-width letter) is none that SNS writes.
            && text.StartsWith($"https://{address.Host}/", StringComparison.Ordinal);

    /// <summary>The names that the certificate at an address may have: it depends on the region which one SNS uses.</summary>
    public static IEnumerable<string> SignerNames(Uri address)
    {
        var match = SnsHost().Match(address.Host);
        var (region, domain) = (match.Groups["region"].Value, match.Groups["domain"].Value);
        yield return "sns.amazonaws.com";
        yield return address.Host;
        yield return $"sns-signing.{region}.{domain}";
        yield return $"sns-{region}.{domain}";
        if (region.StartsWith("us-gov-", StringComparison.Ordinal))
        {
            yield return $"sns-us-gov-west-1.{domain}";
        }
    }

    [GeneratedRegex(@"\Asns\.(?<region>[a-z]{2,}(-[a-z0-9]+)+)\.(?<domain>amazonaws\.com(\.cn)?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex SnsHost();

    [GeneratedRegex(@"\A/[A-Za-z0-9_-]+\.pem\z", RegexOptions.CultureInvariant)]
    private static partial Regex CertificatePath();
}
