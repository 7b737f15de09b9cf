namespace CacheLayer.Traffic.Requests;

/// <summary>
/// Who looks at a product. Most visitors are not signed in and share their recommendations; of the others, one who looks
/// at a product that was looked at before is often the same customer coming back to it.
/// </summary>
internal sealed class Customers(int population, Random random)
{
    private const string Anonymous = "anonymous";
    private const double AnonymousShare = 0.7;
    private const double ReturningShare = 0.6;

    private readonly Dictionary<int, int> _lastViewer = [];

    public string Next(int product)
    {
        if (population == 0 || random.NextDouble() < AnonymousShare)
        {
            return Anonymous;
        }

        if (!_lastViewer.TryGetValue(product, out var customer) || random.NextDouble() >= ReturningShare)
        {
            _lastViewer[product] = customer = random.Next(population);
        }

        return $"c{customer}";
    }
}
