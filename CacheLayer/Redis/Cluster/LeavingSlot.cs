namespace CacheLayer.Redis.Cluster;

/// <summary>A slot whose keys are on their way to another primary.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="To">The id of the node that it goes to.</param>
internal readonly record struct LeavingSlot(int Slot, string To);
