using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace CacheLayer.Tests.Sns;

/// <summary>Signs messages as SNS does, with a certificate that a root of its own has issued.</summary>
internal sealed class SnsSigner : IDisposable
{
    public const string Topic = "arn:aws:sns:eu-central-1:123456789012:changes";

    private readonly RSA _rootKey = RSA.Create(2048);
    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _root;

    public SnsSigner()
    {
        var request = new CertificateRequest($"CN=Root {Guid.NewGuid()}", _rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _root = request.CreateSelfSigned(Now.AddYears(-1), Now.AddYears(10));
    }

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public string RootPem => _root.ExportCertificatePem();

    /// <summary>A certificate of the key that signs.</summary>
    public string CertificatePem(string name = "sns.amazonaws.com", DateTimeOffset? notAfter = null)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_root, Now.AddMonths(-6), notAfter ?? Now.AddMonths(6), [1, 2, 3, 4]);
        return certificate.ExportCertificatePem();
    }

    /// <summary>A certificate of the same name and key that nobody has issued.</summary>
    public string SelfSignedPem()
        => new CertificateRequest("CN=sns.amazonaws.com", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(Now.AddMonths(-6), Now.AddMonths(6)).ExportCertificatePem();

    /// <summary>A notification that SNS could have sent.</summary>
    public static Dictionary<string, string> Notification(string message, string certificateAddress) => new()
    {
        ["Type"] = "Notification",
        ["MessageId"] = $"{Guid.NewGuid()}",
        ["TopicArn"] = Topic,
        ["Message"] = message,
        ["Timestamp"] = Time(Now),
        ["SignatureVersion"] = "2",
        ["SigningCertURL"] = certificateAddress,
        ["UnsubscribeURL"] = "https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe",
    };

    /// <summary>What SNS sends when somebody subscribes this endpoint, or ends its subscription.</summary>
    public static Dictionary<string, string> Confirmation(string type, string subscribeUrl, string certificateAddress)
    {
        var fields = Notification("You have chosen to subscribe to the topic.", certificateAddress);
        fields.Remove("UnsubscribeURL");
        fields["Type"] = type;
        fields["Token"] = "2336412f37fb687f5d51e6e2425dacbb";
        fields["SubscribeURL"] = subscribeUrl;
        return fields;
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null);

    /// <summary>Signs the fields and returns the JSON.</summary>
    public string Sign(Dictionary<string, string> fields)
    {
        string[] signed = fields["Type"] == "Notification"
            ? ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
            : ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
        var text = string.Concat(signed.Where(fields.ContainsKey).Select(name => $"{name}\n{fields[name]}\n"));
        var hash = fields["SignatureVersion"] == "1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
        fields["Signature"] = Convert.ToBase64String(_key.SignData(Encoding.UTF8.GetBytes(text), hash, RSASignaturePadding.Pkcs1));
        return JsonSerializer.Serialize(fields);
    }

    public void Dispose()
    {
        _root.Dispose();
        _rootKey.Dispose();
        _key.Dispose();
    }
}
