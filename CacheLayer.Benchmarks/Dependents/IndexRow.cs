namespace CacheLayer.Benchmarks.Dependents;

/// <summary>What the index takes in memory.</summary>
/// <param name="DependentsPerProduct">How many entries depend on each product.</param>
/// <param name="BytesPerRegistration">For one entry under one product, keys included.</param>
/// <param name="BytesPerReco">For one entry under all the products that it was made from.</param>
internal sealed record IndexRow(int DependentsPerProduct, double BytesPerRegistration, double BytesPerReco);
