namespace CacheLayer.Traffic.Measuring;

/// <summary>
/// The members of a <c>Cache-Status</c> header (RFC 9211), without allocating:
/// <c>CacheLayer; hit; detail=product, CacheLayer; fwd=miss; detail=reco</c>.
/// </summary>
internal ref struct CacheStatusMembers(ReadOnlySpan<char> header)
{
    private ReadOnlySpan<char> _rest = header;

    public CacheStatusOutcome Outcome { get; private set; }

    /// <summary>The keyspace; empty when the member names none.</summary>
    public ReadOnlySpan<char> Keyspace { get; private set; }

    /// <summary>Whether the hit came from the memory of the process that answered.</summary>
    public bool IsL1 { get; private set; }

    /// <summary>Goes to the next member that says what became of its read.</summary>
    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            var end = _rest.IndexOf(',');
            var member = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? [] : _rest[(end + 1)..];
            if (TryRead(member))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryRead(ReadOnlySpan<char> member)
    {
        var known = false;
        Keyspace = [];
        IsL1 = false;
        foreach (var range in member.Split(';'))
        {
            var parameter = member[range].Trim();
            if (parameter is "hit")
            {
                Outcome = CacheStatusOutcome.Hit;
                known = true;
            }
            else if (parameter.StartsWith("fwd="))
            {
                Outcome = parameter is "fwd=bypass" ? CacheStatusOutcome.Bypass : CacheStatusOutcome.Miss;
                known = true;
            }
            else if (parameter is "l1")
            {
                IsL1 = true;
            }
            else if (parameter.StartsWith("detail="))
            {
                Keyspace = parameter["detail=".Length..].Trim('"');
            }
        }

        return known;
    }
}
