// The experiments of a referenced project are listed, though no code names it.
// lists: from-library
namespace LibX;
[Experiment("from-library", Summary = "Lives in a class library")]
public sealed partial record FromLibrary : User.Base;
//// project MyFood
namespace MyFood;
public static class Program { public static int Main() => 0; }
