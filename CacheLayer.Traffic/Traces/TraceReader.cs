namespace CacheLayer.Traffic.Traces;

/// <summary>Reads a whole trace file, so that nothing is sent of one with a bad line.</summary>
internal static class TraceReader
{
    public static Trace Read(string path) => InputFile.Read(path, reader => Read(reader, path));

    public static Trace Read(TextReader reader, string name)
    {
        if (reader.ReadLine() is not TraceLine.Header)
        {
            throw new BadInputException($"{name}:1: the first line must be the header {TraceLine.Header}");
        }

        var keys = new List<int>();
        var times = new List<double>();
        var skipped = 0;
        var lineNumber = 1;
        while (reader.ReadLine() is { } text)
        {
            lineNumber++;
            if (!TraceLine.TryParse(text, out var line, out var reason))
            {
                throw new BadInputException($"{name}:{lineNumber}: {reason}");
            }

            if (line.Operation is not TraceOperation.Get)
            {
                skipped++;
                continue;
            }

            if (line.TimeSeconds is null ? times.Count > 0 : times.Count < keys.Count)
            {
                throw new BadInputException($"{name}:{lineNumber}: time_s is given on some lines and not on others");
            }

            if (line.TimeSeconds is { } time)
            {
                if (times.Count > 0 && time < times[^1])
                {
                    throw new BadInputException($"{name}:{lineNumber}: time_s goes back from {times[^1]} to {time}");
                }

                times.Add(time);
            }

            keys.Add(line.KeyId);
        }

        return keys.Count > 0
            ? new Trace(name, [.. keys], times.Count > 0 ? [.. times] : null, skipped)
            : throw new BadInputException($"{name}: the trace has no get request");
    }
}
