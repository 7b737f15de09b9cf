using System.Globalization;

namespace CacheLayer.Traffic.Measuring;

/// <summary>Reads a <c>Server-Timing</c> header: <c>cache;dur=0.31, origin;dur=50.2</c>.</summary>
internal static class ServerTiming
{
    /// <summary>The duration of a metric; false when the header has none of it.</summary>
    public static bool TryGet(ReadOnlySpan<char> header, ReadOnlySpan<char> metric, out TimeSpan duration)
    {
        foreach (var range in header.Split(','))
        {
            var member = header[range].Trim();
            var nameEnd = member.IndexOf(';');
            if (nameEnd > 0 && member[..nameEnd].TrimEnd().SequenceEqual(metric))
            {
                return TryGetDuration(member[nameEnd..], out duration);
            }
        }

        duration = default;
        return false;
    }

    private static bool TryGetDuration(ReadOnlySpan<char> parameters, out TimeSpan duration)
    {
        const string Name = "dur=";
        foreach (var range in parameters.Split(';'))
        {
            var parameter = parameters[range].Trim();
            if (parameter.StartsWith(Name)
                && double.TryParse(parameter[Name.Length..], NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds)
                && milliseconds >= 0 && milliseconds < TimeSpan.MaxValue.TotalMilliseconds)
            {
                duration = TimeSpan.FromMicroseconds(milliseconds * 1000);
                return true;
            }
        }

        duration = default;
        return false;
    }
}
