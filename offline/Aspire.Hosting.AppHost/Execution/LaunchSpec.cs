namespace Aspire.Hosting.Execution;

/// <summary>A process to be started; the environment is what comes on top of the AppHost's own.</summary>
internal sealed record LaunchSpec(
    string FileName,
    IReadOnlyList<string> Arguments,
    string WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment);
