using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CacheLayer.ServiceDefaults.Admin;

internal sealed class AdminKeyFilter(IOptions<AdminOptions> options) : IEndpointFilter
{
    private readonly byte[] _expected = Hash(options.Value.Key);

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        // Hashes have one length, so neither content nor length of the key shows in the time of the comparison.
        var given = Hash(context.HttpContext.Request.Headers[AdminKeyExtensions.HeaderName].ToString());
        return CryptographicOperations.FixedTimeEquals(given, _expected)
            ? next(context)
            : ValueTask.FromResult<object?>(TypedResults.Problem(
                $"This endpoint needs the header {AdminKeyExtensions.HeaderName} with the administrator's key.",
                statusCode: StatusCodes.Status401Unauthorized));
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
