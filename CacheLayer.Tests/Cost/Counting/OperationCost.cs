namespace CacheLayer.Tests.Cost.Counting;

/// <summary>What one operation costs the server, on average.</summary>
/// <param name="Operation">What was done.</param>
/// <param name="RoundTrips">Round trips, where there was one command after the other; null where several were under way, which may arrive in any number of packets.</param>
/// <param name="Commands">Commands by name, those that scripts call among them.</param>
/// <param name="BytesIn">Bytes that the server received.</param>
/// <param name="BytesOut">Bytes that the server sent.</param>
internal sealed record OperationCost(
    string Operation, double? RoundTrips, IReadOnlyDictionary<string, double> Commands, double BytesIn, double BytesOut)
{
    // What happens less often than once in two hundred operations belongs to the connection and not to them.
    private const double Least = 0.005;

    // The cache asks each node for its state once a second, whatever is read meanwhile.
    private const string Watch = "info";

    public static OperationCost Of(string operation, ServerCounts counts, int times, bool oneByOne = true) => new(
        operation,
        oneByOne ? (double)(counts.Arrivals - counts.Commands.GetValueOrDefault(Watch)) / times : null,
        counts.Commands.Where(command => command.Key != Watch && command.Value >= Least * times).ToDictionary(command => command.Key, command => (double)command.Value / times),
        (double)counts.BytesIn / times,
        (double)counts.BytesOut / times);
}
