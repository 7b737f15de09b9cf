namespace CacheLayer.Tests.Traffic.Checking;

internal enum ShopFault
{
    None,

    /// <summary>A reader puts back the value that it fetched before the change, after the change was acknowledged.</summary>
    FillsLate,

    /// <summary>The event of a change reaches nobody.</summary>
    LosesEvents,
}
