using CacheLayer.Scripts;

namespace CacheLayer.Invalidations;

/// <summary>An entry that is removed, and how far its dependents are: it is done when they are, and only then does it leave the index that named it.</summary>
/// <param name="keys">The entry.</param>
/// <param name="version">The lowest version that may be cached from now on, or 0.</param>
/// <param name="dependsOn">The entry that named it, or null.</param>
/// <param name="registration">What it is in that one's index.</param>
internal sealed class InvalidationStep(EntryKeys keys, long version, InvalidationStep? dependsOn = null, Registration registration = default)
{
    private readonly List<Registration> _gone = [];
    private DependentsPage _page;
    private int _left;
    private bool _isComplete;

    public EntryKeys Keys => keys;

    public long Version => version;

    public InvalidationStep? DependsOn => dependsOn;

    /// <summary>Whether the entry itself is gone from every node, and only dependents are left.</summary>
    public bool IsRemoved { get; private set; }

    /// <summary>Dependents that are gone from every node and still in the index.</summary>
    public IReadOnlyList<Registration> Gone => _gone;

    /// <summary>Whether the next page may begin with what was registered since the last index was put aside: all that was registered before this removal is in either.</summary>
    public bool MayMove => !_isComplete;

    /// <summary>Notes the page that an attempt has read.</summary>
    /// <returns>Its dependents.</returns>
    public IEnumerable<InvalidationStep> Read(DependentsPage page)
    {
        _page = page;
        return page.Members.Where(member => !IsWithin(member.Dependent)).Select(member => new InvalidationStep(KeyLayout.Entry(member.Dependent), 0, this, member));
    }

    /// <summary>Notes that the attempt is confirmed: call for every step of it before any is asked whether it <see cref="HasEnded"/>.</summary>
    public void Confirm()
    {
        IsRemoved = true;
        _isComplete |= _page.IsComplete;
        _gone.Clear();
        _gone.AddRange(_page.Members.Where(member => IsWithin(member.Dependent)));
        _left = _page.Members.Length - _gone.Count;
    }

    /// <summary>Notes that a dependent is gone from every node, with all that depends on it.</summary>
    public void Ends(InvalidationStep dependent)
    {
        _gone.Add(dependent.Registration);
        _left--;
    }

    /// <summary>Whether all dependents of the page are gone.</summary>
    public bool HasEndedPage => _left is 0;

    /// <summary>Whether there are no more.</summary>
    public bool HasEnded => HasEndedPage && _isComplete && !_page.HasMore;

    private Registration Registration => registration;

    // Entries may depend on each other.
    private bool IsWithin(string valueKey)
    {
        for (var step = this; step is not null; step = step.DependsOn)
        {
            if (step.Keys.Value == valueKey)
            {
                return true;
            }
        }

        return false;
    }
}
