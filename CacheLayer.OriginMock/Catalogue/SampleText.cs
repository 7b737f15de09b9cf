using System.Text;

namespace CacheLayer.OriginMock.Catalogue;

/// <summary>Makes up titles, names and descriptions.</summary>
internal static class SampleText
{
    private static readonly string[] Words =
    [
        "alchemist", "archive", "autumn", "blade", "bridge", "castle", "chronicle", "cloud", "compass", "crown", "dawn", "desert",
        "dragon", "echo", "ember", "empire", "falcon", "forest", "garden", "ghost", "harbour", "hunter", "island", "journey",
        "kingdom", "lantern", "legend", "machine", "maple", "mirror", "moon", "mountain", "night", "ocean", "oracle", "paper",
        "phantom", "pilot", "promise", "quest", "rain", "river", "school", "secret", "shadow", "silver", "sister", "star",
        "storm", "summer", "sword", "temple", "thunder", "tiger", "tower", "traveller", "valley", "voyage", "winter", "witch",
    ];

    private static readonly string[] Joints = ["of the", "and the", "beyond the", "without a", "under the", "against the", "for a", "in the"];

    private static readonly string[] Names =
        ["Aiko", "Anders", "Beatriz", "Chidi", "Dana", "Emil", "Fatima", "Hiro", "Ines", "Jun", "Kira", "Lars", "Mei", "Nadia", "Omar", "Yuki"];

    private static readonly string[] Surnames =
        ["Abe", "Berg", "Costa", "Diaz", "Eriksen", "Fujita", "Haddad", "Ito", "Kovacs", "Mori", "Novak", "Okafor", "Sato", "Tanaka", "Weiss"];

    public static string Title(Random random) => $"The {Capital(Pick(random, Words))} {Pick(random, Joints)} {Capital(Pick(random, Words))}";

    public static string Person(Random random) => $"{Pick(random, Names)} {Pick(random, Surnames)}";

    /// <summary>Sentences, together a little longer than <paramref name="length"/> characters.</summary>
    public static string Description(Random random, int length)
    {
        var text = new StringBuilder(length + 100);
        while (text.Length < length)
        {
            text.Append("The ").Append(Pick(random, Words)).Append(' ').Append(Pick(random, Joints)).Append(' ').Append(Pick(random, Words))
                .Append(" meets the ").Append(Pick(random, Words)).Append(' ').Append(Pick(random, Joints)).Append(' ').Append(Pick(random, Words))
                .Append(". ");
        }

        return text.ToString(0, text.Length - 1);
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];

    private static string Capital(string word) => $"{char.ToUpperInvariant(word[0])}{word[1..]}";
}
