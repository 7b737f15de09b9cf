using System.Globalization;

namespace CacheLayer.Traffic.Traces;

/// <summary>One request of a trace: <c>time_s,key_id,value_bytes,op,ttl_s</c>.</summary>
internal readonly record struct TraceLine(double? TimeSeconds, int KeyId, TraceOperation Operation)
{
    public const string Header = "time_s,key_id,value_bytes,op,ttl_s";

    private const int Fields = 5;

    /// <summary>Reads one line; the reason says what is wrong with one that cannot be read.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TraceLine line, out string reason)
    {
        line = default;
        Span<Range> fields = stackalloc Range[Fields + 1];
        var count = text.Split(fields, ',');
        if (count != Fields)
        {
            reason = $"expected {Fields} fields ({Header}), found {(count > Fields ? "more" : count)}";
            return false;
        }

        double? time = null;
        if (text[fields[0]] is { IsEmpty: false } timeText)
        {
            if (!TryParseNumber(timeText, out var seconds))
            {
                reason = $"time_s is not a number of seconds: '{timeText}'";
                return false;
            }

            time = seconds;
        }

        if (!int.TryParse(text[fields[1]], NumberStyles.None, CultureInfo.InvariantCulture, out var key))
        {
            reason = $"key_id is not a whole number from 0 to {int.MaxValue}: '{text[fields[1]]}'";
            return false;
        }

        if (!IsAbsentOrNumber(text[fields[2]]))
        {
            reason = $"value_bytes is not a number: '{text[fields[2]]}'";
            return false;
        }

        if (!TryParseOperation(text[fields[3]], out var operation))
        {
            reason = $"op is none of get, set, delete: '{text[fields[3]]}'";
            return false;
        }

        if (!IsAbsentOrNumber(text[fields[4]]))
        {
            reason = $"ttl_s is not a number: '{text[fields[4]]}'";
            return false;
        }

        line = new TraceLine(time, key, operation);
        reason = "";
        return true;
    }

    private static bool TryParseOperation(ReadOnlySpan<char> text, out TraceOperation operation)
    {
        (var known, operation) = text switch
        {
            "get" => (true, TraceOperation.Get),
            "set" => (true, TraceOperation.Set),
            "delete" => (true, TraceOperation.Delete),
            _ => (false, default),
        };
        return known;
    }

    private static bool IsAbsentOrNumber(ReadOnlySpan<char> text) => text.IsEmpty || TryParseNumber(text, out _);

    private static bool TryParseNumber(ReadOnlySpan<char> text, out double number)
        => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
