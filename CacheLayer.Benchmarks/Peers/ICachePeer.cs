namespace CacheLayer.Benchmarks.Peers;

/// <summary>One way to read products through a cache.</summary>
internal interface ICachePeer : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Whether it is measured for reads of this many keys.</summary>
    bool Reads(int keys) => true;

    /// <summary>Stores the products in its own way.</summary>
    Task FillAsync(PeerData data);

    /// <summary>Reads one product; a miss throws, because a miss would make the measurement worthless.</summary>
    ValueTask ReadAsync(string id);

    /// <summary>Reads several products the fastest way it has.</summary>
    ValueTask ReadManyAsync(string[] ids);
}
