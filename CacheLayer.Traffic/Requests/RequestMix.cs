namespace CacheLayer.Traffic.Requests;

/// <summary>How often each route is asked for.</summary>
internal static class RequestMix
{
    private static readonly (RequestKind Kind, int Percent)[] Mixed =
    [
        (RequestKind.Product, 50),
        (RequestKind.Page, 20),
        (RequestKind.Recommendations, 15),
        (RequestKind.Review, 10),
        (RequestKind.Promotion, 5),
    ];

    public static RequestKind Next(RequestPath path, Random random) => path switch
    {
        RequestPath.Products => RequestKind.Product,
        RequestPath.Pages => RequestKind.Page,
        _ => NextMixed(random.Next(100)),
    };

    private static RequestKind NextMixed(int drawn)
    {
        foreach (var (kind, percent) in Mixed)
        {
            if (drawn < percent)
            {
                return kind;
            }

            drawn -= percent;
        }

        throw new InvalidOperationException("The percentages of the mix must add up to 100.");
    }
}
