using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CacheLayer.OriginMock.Catalogue;

/// <summary>Randomness that is the same for the same seed and subject, in every process.</summary>
internal static class SeededRandom
{
    public static Random Of(int seed, string subject)
        => new(BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {subject}"))));
}
