namespace CimCil.Foundation;

/// <summary>One thing that was looked at.</summary>
/// <param name="Kind">How it stands.</param>
/// <param name="Thing">What was looked at, in a word or two.</param>
/// <param name="Message">What was found.</param>
/// <param name="Fix">What to do about it; empty when nothing need be done.</param>
internal sealed record Finding(FindingKind Kind, string Thing, string Message, string Fix = "")
{
    /// <summary>Something that is as it should be.</summary>
    public static Finding Good(string thing, string message) => new(FindingKind.Good, thing, message);

    /// <summary>Something that works but may surprise.</summary>
    public static Finding Warning(string thing, string message, string fix) => new(FindingKind.Warning, thing, message, fix);

    /// <summary>Something that must be mended first.</summary>
    public static Finding Bad(string thing, string message, string fix) => new(FindingKind.Bad, thing, message, fix);

    /// <summary>A failure whose message already holds the fix.</summary>
    public static Finding Of(string thing, CimCilException failure) => new(FindingKind.Bad, thing, failure?.Message ?? throw new ArgumentNullException(nameof(failure)));
}

/// <summary>How a thing stands.</summary>
internal enum FindingKind
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>It works, but may surprise.</summary>
    Warning,

    /// <summary>It must be mended first.</summary>
    Bad,
}
