using CacheLayer.Entries.Serialization;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Adapters.Hybrid;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "HybridCache stores {Type} with {Serialiser}, in entries of shape {Shape}")]
    public static partial void Stores(ILogger logger, Type type, string serialiser, EntryShape shape);

    [LoggerMessage(Level = LogLevel.Error, Message = "A value of type {Type} was returned but not cached because it would not survive serialization: {Reason} {Count} occurrences since the last warning")]
    public static partial void NotStored(ILogger logger, Exception error, Type type, string reason, long count);
}
