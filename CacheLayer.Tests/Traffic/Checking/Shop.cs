using Microsoft.AspNetCore.Http;

namespace CacheLayer.Tests.Traffic.Checking;

/// <summary>Origin and orchestrator in one: a correct cache, and one with the fault that a test asks for.</summary>
internal sealed class Shop(ShopFault fault = ShopFault.None)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _origin = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _cached = new(StringComparer.Ordinal);
    private int _changes;

    public Task AnswerAsync(HttpContext context)
    {
        var asin = context.Request.Path.Value!.Split('/')[2];
        context.Response.Headers["Cache-Status"] = "CacheLayer; hit; detail=product";
        string answer;
        lock (_lock)
        {
            answer = HttpMethods.IsPut(context.Request.Method) ? Change(asin) : Read(asin);
        }

        return context.Response.WriteAsync(answer);
    }

    private string Read(string asin)
    {
        _cached.TryAdd(asin, _origin.GetValueOrDefault(asin, 1));
        return $$"""{"asin":"{{asin}}","version":{{_cached[asin]}}}""";
    }

    private string Change(string asin)
    {
        var former = _origin.GetValueOrDefault(asin, 1);
        _origin[asin] = former + 1;
        var occurs = ++_changes % 5 is 0;
        if (occurs && fault is ShopFault.LosesEvents)
        {
            return $$"""{"version":{{former + 1}},"invalidated":false}""";
        }

        _cached.Remove(asin);
        if (occurs && fault is ShopFault.FillsLate)
        {
            _cached[asin] = former;
        }

        return $$"""{"version":{{former + 1}},"invalidated":true}""";
    }
}
