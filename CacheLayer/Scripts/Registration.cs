namespace CacheLayer.Scripts;

/// <summary>One entry of an index of dependents.</summary>
/// <param name="Dependent">The value key of the entry that depends.</param>
/// <param name="Score">When it will have expired, as the node writes it: another registration of the same entry has another one.</param>
internal readonly record struct Registration(string Dependent, string Score);
