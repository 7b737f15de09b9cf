using System.Buffers;
using System.IO.Pipelines;
using CacheLayer.Adapters.Responses;
using Microsoft.AspNetCore.OutputCaching;

namespace CacheLayer.OutputCaching;

/// <summary>Hands what the output cache reads and stores to the cache.</summary>
internal sealed class LeasedOutputCacheStore(ResponseStore responses) : IOutputCacheBufferStore
{
    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) => responses.GetAsync(key, cancellationToken);

    public async ValueTask<bool> TryGetAsync(string key, PipeWriter destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (await responses.GetAsync(key, cancellationToken).ConfigureAwait(false) is not { } response)
        {
            return false;
        }

        await destination.WriteAsync(response, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        return responses.SetAsync(key, value, tags, validFor, cancellationToken);
    }

    public ValueTask SetAsync(string key, ReadOnlySequence<byte> value, ReadOnlyMemory<string> tags, TimeSpan validFor, CancellationToken cancellationToken)
        => responses.SetAsync(key, value.ToArray(), tags.Span, validFor, cancellationToken);

    public ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken) => responses.EvictByTagAsync(tag, cancellationToken);
}
