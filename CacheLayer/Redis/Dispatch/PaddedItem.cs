using System.Runtime.InteropServices;

namespace CacheLayer.Redis.Dispatch;

/// <summary>Something of one processor, alone on two cache lines, because processors fetch lines in pairs.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct PaddedItem
{
    [FieldOffset(0)]
    public object? Item;
}
