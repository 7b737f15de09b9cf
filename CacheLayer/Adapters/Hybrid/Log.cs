using CacheLayer.Entries.Serialization;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Adapters.Hybrid;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "HybridCache stores {Type} by {Serialiser}, in entries of shape {Shape}")]
    public static partial void Stores(ILogger logger, Type type, string serialiser, EntryShape shape);

    [LoggerMessage(Level = LogLevel.Error, Message = "A value of type {Type} is answered, and created again for the next call, because it cannot be stored and read back as it was: {Reason} This happened {Count} times since it was logged last")]
    public static partial void NotStored(ILogger logger, Exception error, Type type, string reason, long count);
}
