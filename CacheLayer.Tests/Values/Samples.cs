using System.Runtime.Serialization;
using System.Text.Json;
using MessagePack;

namespace CacheLayer.Tests.Values;

/// <summary>Types as applications have them, with what is hard about each.</summary>
public static class Samples
{
    public interface IShape
    {
        string Name { get; }
    }

    public record Book(string Title, decimal Price);

    public sealed record SignedBook(string Title, decimal Price, string By) : Book(Title, Price);

    public sealed class Circle : IShape
    {
        public string Name { get; set; } = "";
    }

    public sealed class Guarded
    {
        public string Name { get; private set; } = "";

        public IReadOnlyList<int> Numbers { get; } = [];

        public int Count => Numbers.Count;

        public static Guarded Of(string name) => new() { Name = name };
    }

    public sealed class Holder
    {
        public string Name { get; set; } = "";

        public object? Content { get; set; }
    }

    public sealed class Hidden
    {
        private int _count;

        public void Add() => _count++;

        public int Peek() => _count;
    }

    [MessagePackObject(true)]
    public sealed class Packed
    {
        public string Name { get; set; } = "";

        public Book? Book { get; set; }

        public JsonElement? Json { get; set; }
    }

    [MessagePackObject(true)]
    public sealed class Node
    {
        public Node? Next { get; set; }
    }

    public sealed class PlainNode
    {
        public PlainNode? Next { get; set; }
    }

    [MessagePackObject(true)]
    public sealed class Keys
    {
        public HashSet<TimeSpan> Spans { get; set; } = [];

        public Dictionary<decimal, string> Prices { get; set; } = [];

        public Dictionary<(int Row, string Column), int> Cells { get; set; } = [];
    }

    [MessagePackObject]
    public sealed record Swapped([property: Key(1)] string First, [property: Key(0)] string Second);

    [MessagePackObject(true)]
    public sealed class Times
    {
        public DateTime At { get; set; }

        public DateTime? Maybe { get; set; }

        public DateTime[] All { get; set; } = [];
    }

    [DataContract]
    public sealed class Contract
    {
        [DataMember]
        public string Name { get; set; } = "";

        public int Number { get; set; }

        [DataMember]
        public Book? Book { get; set; }
    }

    [MessagePackObject(true)]
    public sealed record CustomerBefore(string Name);

    [MessagePackObject(true)]
    public sealed record CustomerAfter(string Name)
    {
        public required string Country { get; init; }
    }

    [MessagePackObject]
    public sealed record NamesBefore([property: Key("f")] string First, [property: Key("l")] string Last);

    [MessagePackObject]
    public sealed record NamesAfter([property: Key("l")] string First, [property: Key("f")] string Last);

    [MessagePackObject(true)]
    internal sealed record Internal(string Name);
}
