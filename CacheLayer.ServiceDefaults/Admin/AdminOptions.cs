using System.ComponentModel.DataAnnotations;

namespace CacheLayer.ServiceDefaults.Admin;

/// <summary>Bound from <c>Admin</c>.</summary>
internal sealed class AdminOptions
{
    public const string SectionName = "Admin";

    /// <summary>What callers of administrative endpoints must send as <c>X-Admin-Key</c>.</summary>
    [Required(ErrorMessage = "Admin:Key is not set: give the key of the administrative endpoints, at least 8 characters.")]
    [MinLength(8, ErrorMessage = "Admin:Key is too short: at least 8 characters.")]
    public string Key { get; set; } = "";
}
