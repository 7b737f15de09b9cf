using System.CommandLine;
using CacheLayer.Traffic.Checking;

namespace CacheLayer.Traffic.Commands;

/// <summary>The options of the check of consistency.</summary>
internal sealed class CheckOptions
{
    // Not an option: what is on a command line, every user of the machine can read.
    private const string AdminKeyVariable = "Admin__Key";
    private const string CacheVariable = "ConnectionStrings__cache";

    private readonly Option<bool> _check = new("--check")
    {
        Description = $"Change prices during the run, and check that no read returns an older one than was acknowledged. Needs the administrator's key in {AdminKeyVariable}; with the cache's connection string in {CacheVariable}, causes are told.",
    };

    private readonly Option<string?> _origin = new("--origin") { Description = "The origin, where prices are changed; by default as service discovery names it." };
    private readonly Option<double> _changeRate = RunOptions.Bounded("--change-rate", "Changes a second.", 20, 0.01, 1_000);

    private readonly Option<TimeSpan> _overdue = new("--overdue-after")
    {
        Description = "After how long an unacknowledged change that is not seen counts as lost.",
        DefaultValueFactory = _ => TimeSpan.FromSeconds(10),
        CustomParser = Durations.Parse,
    };

    public IEnumerable<Option> All => [_check, _origin, _changeRate, _overdue];

    /// <summary>Null when nothing is to be checked.</summary>
    public CheckSettings? Read(ParseResult parsed, Func<string, string?> environment) => !parsed.GetValue(_check)
        ? null
        : new CheckSettings
        {
            Origin = TargetAddresses.ReadOrigin(parsed.GetValue(_origin), environment),
            AdminKey = environment(AdminKeyVariable) is { Length: > 0 } key
                ? key
                : throw new BadInputException($"--check changes prices, for which {AdminKeyVariable} must hold the administrator's key."),
            Cache = environment(CacheVariable),
            ChangeRate = parsed.GetValue(_changeRate),
            OverdueAfter = parsed.GetValue(_overdue),
        };
}
