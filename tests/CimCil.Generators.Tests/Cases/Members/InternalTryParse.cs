// A format that others cannot read is said to be that.
// says: its type Pair has [SettingFormat], and its method TryParse is private; make it public
namespace User;
[SettingFormat("a:b")] public readonly struct Pair { private static bool TryParse(string text, out Pair value) { value = default; return text.Length > 0; } public static bool Read(string text) => TryParse(text, out _); public override string ToString() => "a:b"; }
[ConfigSection("mine")] public sealed partial record Mine : OwnMask { public Pair {|CIMCIL010:Both|} { get; init; } }
