using System.Diagnostics;

namespace CacheLayer.Invalidator.Events;

/// <summary>What one stream entry asks for.</summary>
/// <param name="Planned">What can be carried out.</param>
/// <param name="Rejection">Why the rest can never be, or null when there is no rest.</param>
/// <param name="Traces">The spans that published its events.</param>
internal readonly record struct ParsedBody(IReadOnlyList<PlannedInvalidation> Planned, string? Rejection, IReadOnlyList<ActivityContext> Traces);
