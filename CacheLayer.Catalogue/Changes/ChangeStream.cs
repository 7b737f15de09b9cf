namespace CacheLayer.Catalogue;

/// <summary>Names of the streams on the event node.</summary>
public static class ChangeStream
{
    /// <summary>The stream that the origin appends to and the invalidator reads.</summary>
    public const string Name = "changes";

    /// <summary>The field of a stream entry that holds the SNS envelope: <c>{"Records":[{"Sns":{"Message":"..."}}]}</c>.</summary>
    public const string BodyField = "body";

    /// <summary>The consumer group of the invalidators.</summary>
    public const string Group = "invalidator";

    /// <summary>The stream of events that could not be understood or carried out, with the reason.</summary>
    public const string DeadLetters = "changes:dead";

    /// <summary>The sorted set of the records that those came from last, by their ids in their sources.</summary>
    public const string DeadLetterSources = "changes:dead:sources";
}
