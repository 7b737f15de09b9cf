namespace CacheLayer.Traffic.Arrivals;

/// <summary>The times at which requests are meant to start; known without looking at any answer.</summary>
internal interface IArrivals
{
    /// <summary>Seconds from the start of the run to the next arrival; never falling.</summary>
    double Next();
}
