using System.Globalization;

namespace CimCil.Data;

/// <summary>Numbers of things in messages: one of it, or many.</summary>
internal static class Counted
{
    /// <summary>As in <c>1 image</c> and <c>3 images</c>.</summary>
    public static string Of(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many ?? one + "s")}");
}
