// So are those of a project that only a referenced one knows.
// lists: app, far, near
namespace Far;
[Experiment("far")] public sealed partial record F : User.Base;
//// project Near-1.0
namespace Near;
[Experiment("near")] public sealed partial record N : User.Base;
//// project App
namespace App;
[Experiment("app")] public sealed partial record A : User.Base;
