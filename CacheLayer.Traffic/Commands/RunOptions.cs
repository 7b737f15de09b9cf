using System.CommandLine;
using System.Numerics;
using CacheLayer.Traffic.Arrivals;
using CacheLayer.Traffic.Requests;

namespace CacheLayer.Traffic.Commands;

/// <summary>The options that every load has.</summary>
internal sealed class RunOptions
{
    private readonly Option<string[]> _target = new("--target")
    {
        Description = "Address of an orchestrator; may be given several times (asked in turn). Default: what service discovery names.",
    };

    private readonly Option<RequestPath> _path;

    private readonly Option<double> _rate = Bounded("--rate", "Requests a second.", 500, 0.001, 1_000_000);

    private readonly Option<ArrivalProcess> _arrivals = new("--arrivals")
    {
        Description = "When requests start: at random (poisson) or at equal distances (constant).",
        DefaultValueFactory = _ => ArrivalProcess.Poisson,
    };

    private readonly Option<TimeSpan> _timeout = new("--timeout")
    {
        Description = "How long an answer may take.",
        DefaultValueFactory = _ => TimeSpan.FromSeconds(10),
        CustomParser = Durations.Parse,
    };

    private readonly Option<int> _connections = Bounded("--connections", "The most connections to a target.", 256, 1, 10_000);
    private readonly Option<int> _maxInFlight = Bounded("--max-in-flight", "The most requests under way; more are not sent, and errors.", 10_000, 1, 1_000_000);
    private readonly Option<int> _customers = Bounded("--customers", "How many customers are signed in; 0: all visitors are anonymous.", 500, 0, 100_000_000);
    private readonly Option<int> _seed = Bounded("--seed", "The same seed makes the same requests.", 1, 0, int.MaxValue);
    private readonly Option<string?> _catalogue = new("--catalogue") { Description = "CSV file with the products' ASINs in its first column, gzip or not." };
    private readonly Option<string?> _report = new("--report") { Description = "JSON file for the report." };

    private readonly CheckOptions _check = new();

    public RunOptions(TimeSpan? defaultDuration, RequestPath defaultPath)
    {
        _path = new("--path") { Description = "What is asked for of each product.", DefaultValueFactory = _ => defaultPath };
        Duration = new Option<TimeSpan?>("--duration")
        {
            Description = "How long requests are started.",
            DefaultValueFactory = _ => defaultDuration,
            CustomParser = result => Durations.Parse(result),
        };
        _arrivals.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "poisson", "constant");
        _path.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "products", "pages", "mixed");
    }

    public Option<TimeSpan?> Duration { get; }

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_target, _path, _rate, _arrivals, Duration, _timeout, _connections, _maxInFlight, _customers, _seed, _catalogue, _report, .. _check.All])
        {
            command.Add(option);
        }
    }

    public IReadOnlyList<Uri> ReadTargets(ParseResult parsed)
        => TargetAddresses.Read(parsed.GetValue(_target) ?? [], Environment.GetEnvironmentVariable);

    public RunSettings Read(ParseResult parsed, IReadOnlyList<Uri> targets, double? timeScale = null)
    {
        if (timeScale is not null && (IsGiven(parsed, _rate) || IsGiven(parsed, _arrivals)))
        {
            throw new BadInputException("--time-scale follows the trace's clock: --rate and --arrivals have no place beside it.");
        }

        return new RunSettings
        {
            Targets = targets,
            Path = parsed.GetValue(_path),
            Rate = parsed.GetValue(_rate),
            Arrivals = timeScale is null ? parsed.GetValue(_arrivals) : ArrivalProcess.Trace,
            TimeScale = timeScale ?? 1,
            Duration = parsed.GetValue(Duration),
            Timeout = parsed.GetValue(_timeout),
            Connections = parsed.GetValue(_connections),
            MaxInFlight = parsed.GetValue(_maxInFlight),
            Customers = parsed.GetValue(_customers),
            Seed = parsed.GetValue(_seed),
            Catalogue = parsed.GetValue(_catalogue),
            Report = parsed.GetValue(_report),
            Check = _check.Read(parsed, Environment.GetEnvironmentVariable),
        };
    }

    public static Option<T> Bounded<T>(string name, string description, T defaultValue, T min, T max)
        where T : INumber<T>
        => new(name)
        {
            Description = description,
            DefaultValueFactory = _ => defaultValue,
            CustomParser = result => Numbers.Parse(result, min, max),
        };

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
