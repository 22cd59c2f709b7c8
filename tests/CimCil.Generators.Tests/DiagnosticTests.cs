namespace CimCil.Generators.Tests;

/// <summary>Each diagnostic, where it must appear and where it must not.</summary>
[TestClass]
public sealed class DiagnosticTests
{
    private static Task<IReadOnlyList<string>> Check(string members) => DiagnosticRun.Check(Sources.Base, Sources.Experiment("Mine", "mine", members));

    [TestMethod]
    public async Task WhatIsRightIsSilent() => await DiagnosticRun.Check(Sources.Base, Sources.Experiment("First", "first"), Sources.Experiment("Second", "second"), Sources.Section);

    [TestMethod]
    [DataRow("public sealed record {|CIMCIL001:Wrong|} : Base;", "make it partial")]
    [DataRow("public partial record {|CIMCIL001:Wrong|} : Base;", "make it sealed")]
    [DataRow("public sealed class {|CIMCIL001:Wrong|};", "make it a record")]
    [DataRow("public sealed record {|CIMCIL001:Wrong|};", "derive it from CimCil.Configuration.Experiment")]
    [DataRow("public abstract partial record {|CIMCIL001:Wrong|} : Base;", "it is abstract; remove [Experiment], or make it sealed")]
    [DataRow("public sealed partial record {|CIMCIL001:Wrong|}<T> : Base;", "remove its type parameters")]
    [DataRow("public sealed partial record {|CIMCIL001:Wrong|}(int Number) : Base;", "give it a public constructor without parameters")]
    public async Task CIMCIL001(string declaration, string fix)
    {
        var messages = await DiagnosticRun.Check(Sources.Base, $"namespace User;\n[Experiment(\"wrong\")]\n{declaration}");
        Assert.AreEqual($"'Wrong' cannot be an experiment: {fix}", messages[0]);
    }

    [TestMethod]
    public async Task CIMCIL001InsideATypeThatIsNotPartial()
    {
        var messages = await DiagnosticRun.Check(Sources.Base, "namespace User;\npublic static class Outer\n{\n    [Experiment(\"wrong\")]\n    public sealed partial record {|CIMCIL001:Wrong|} : Base;\n}");
        Assert.AreEqual("'Wrong' cannot be an experiment: make Outer partial", messages.Single());
    }

    [TestMethod]
    public async Task CIMCIL002()
    {
        var again = Sources.Experiment("Second", "same").Replace("\"same\"", "{|CIMCIL002:\"same\"|}", StringComparison.Ordinal);
        var messages = await DiagnosticRun.Check(Sources.Base, Sources.Experiment("First", "same"), again);
        Assert.AreEqual("The name 'same' is already that of 'First'; give one of them another name", messages.Single());
    }

    [TestMethod]
    [DataRow("public override MaskConfig Mask { get; init; } = new CimMask { Threshold = {|CIMCIL003:1.5|} };", "Threshold is 1.5: it must be from 0 to 1. Set it to 1 or to another value that its rule allows.")]
    [DataRow("public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:-0.5|} };", "Threshold is -0.5: it must be from 0 to 1. Set it to 0 or to another value that its rule allows.")]
    [DataRow("private const double Tau = 3; public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:Tau / 2|} };", "Threshold is 1.5: it must be from 0 to 1. Set it to 1 or to another value that its rule allows.")]
    [DataRow("private static CimMask Preset => new() { LearningRate = {|CIMCIL003:0|} }; public override MaskConfig Mask { get; init; } = Preset;", "LearningRate is 0: it must be above 0. Set it to a value that its rule allows.")]
    [DataRow("public override NetworkConfig Network { get; init; } = new ResNetConfig { StageBlocks = {|CIMCIL003:[1, 0]|}, Stem = Stem.Cifar };", "StageBlocks is 1,0: it must be from 1 to 64. Set it to a value that its rule allows.")]
    [DataRow("public override NetworkConfig Network { get; init; } = new ResNetConfig { StageBlocks = {|CIMCIL003:[]|} };", "StageBlocks is empty: it must not be empty. Set it to a value that its rule allows.")]
    [DataRow("public override MemoryConfig Memory { get; init; } = new() { Budget = {|CIMCIL003:Budget.Images(0)|} };", "memory.budget is 0: the memory must hold something. Give a total above 0 such as 2000, a share of each class such as 20/class, or a file size such as 64 MiB.")]
    [DataRow("public override int Seed { get; init; } = {|CIMCIL003:-1|};", "Seed is -1: it must be from 0 to 2147483647. Set it to 0 or to another value that its rule allows.")]
    [DataRow("public static Mine Other(Mine mine) => mine with { Training = mine.Training with { BatchSize = {|CIMCIL003:0|} } };", "BatchSize is 0: it must be from 1 to 65536. Set it to 1 or to another value that its rule allows.")]
    public async Task CIMCIL003(string members, string message) => Assert.AreEqual(message, (await Check(members)).Single());

    [TestMethod]
    [DataRow("public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = 1 };")]
    [DataRow("public static Mine Other(Mine mine, int size) => mine with { Training = mine.Training with { BatchSize = size } };")]
    public async Task NotCIMCIL003(string members) => Assert.IsEmpty(await Check(members));

    [TestMethod]
    [DataRow("public override PhasePlan Phases { get; init; } = {|CIMCIL004:PhasePlan.FromScratch(classes: 10, phases: 11)|};", "The phases cannot cover the classes: PhasePlan.FromScratch(classes: 10, phases: 11) makes ClassesPerPhase 0, but it must be above 0")]
    [DataRow("public override PhasePlan Phases { get; init; } = {|CIMCIL004:PhasePlan.FromHalf(10, 6)|};", "The phases cannot cover the classes: PhasePlan.FromHalf(10, 6) makes ClassesPerPhase 0, but it must be above 0")]
    [DataRow("public override PhasePlan Phases { get; init; } = {|CIMCIL004:new() { Classes = 10, FirstPhase = 4 }|};", "The phases cannot cover the classes: ClassesPerPhase is not set")]
    [DataRow("public override PhasePlan Phases { get; init; } = new() { Classes = 10, FirstPhase = {|CIMCIL004:20|}, ClassesPerPhase = 2 };", "phases.firstPhase is 20: phase 0 cannot have more classes than there are. Use at most 10, or raise classes to 20.")]
    [DataRow("public override PhasePlan Phases { get; init; } = {|CIMCIL004:PhasePlan.FromScratch(8, 4)|};", "phases.classes is 8: the phases must cover the classes of the dataset. The dataset has 10 classes: use phases.classes=10.")]
    [DataRow("public override DatasetConfig Data { get; init; } = {|CIMCIL004:new Food101Dataset()|};", "phases.classes is 10: the phases must cover the classes of the dataset. The dataset has 101 classes: use phases.classes=101.")]
    [DataRow("public override DatasetConfig Data { get; init; } = new ImageNetDataset { Classes = {|CIMCIL004:ImageNetClasses.Lucir100|} };", "phases.classes is 10: the phases must cover the classes of the dataset. The dataset has 100 classes: use phases.classes=100.")]
    public async Task CIMCIL004(string members, string message) => Assert.AreEqual(message, (await Check(members)).Single());

    [TestMethod]
    [DataRow("public override PhasePlan Phases { get; init; } = PhasePlan.FromHalf(10, 5);")]
    [DataRow("public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(10, 1);")]
    [DataRow("public override DatasetConfig Data { get; init; } = new ImageFolderDataset();")]
    [DataRow("public override DatasetConfig Data { get; init; } = new ShapesDataset { ClassCount = 4 }; public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(4, 2);")]
    public async Task NotCIMCIL004(string members) => Assert.IsEmpty(await Check(members));

    [TestMethod]
    [DataRow("public override MaskConfig Mask { get; init; } = CimMask.Paper with { RefreshInterval = {|CIMCIL005:171|} };", "mask.refreshInterval is 171: boxes must be renewed at least once while a phase is trained: after its first epoch and before its last one. The shortest phase trains for 170 epochs: use mask.refreshInterval=168 or less.")]
    [DataRow("public override TrainingConfig Training { get; init; } = new() { FirstPhase = new() { Epochs = {|CIMCIL005:30|} } };", "mask.refreshInterval is 40: boxes must be renewed at least once while a phase is trained: after its first epoch and before its last one. The shortest phase trains for 30 epochs: use mask.refreshInterval=28 or less.")]
    public async Task CIMCIL005(string members, string message) => Assert.AreEqual(message, (await Check(members)).Single());

    [TestMethod]
    [DataRow("public override MaskConfig Mask { get; init; } = CimMask.Paper with { RefreshInterval = 168 };")]
    [DataRow("public override MaskConfig Mask { get; init; } = new FullImages(); public override TrainingConfig Training { get; init; } = new() { LaterPhases = new() { Epochs = 3 } };")]
    public async Task NotCIMCIL005(string members) => Assert.IsEmpty(await Check(members));

    [TestMethod]
    [DataRow("public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL006:[1, 1, 1, 1, 1, 1]|} };", "network.stageBlocks is 1,1,1,1,1,1: the network must leave the learner a feature map of at least 2 x 2. 6 stages shrink an image of 64 pixels 64 times: use fewer stages, another stem, or images of at least 128 pixels.")]
    [DataRow("public override DatasetConfig Data { get; init; } = new ShapesDataset { ImageSide = {|CIMCIL006:8|}, TestResize = 8 };", "network.stageBlocks is 1,1,1: the network must leave the learner a feature map of at least 2 x 2. 3 stages shrink an image of 8 pixels 8 times: use fewer stages, another stem, or images of at least 16 pixels.")]
    public async Task CIMCIL006(string members, string message) => Assert.AreEqual(message, (await Check(members)).Single());

    [TestMethod]
    public async Task NotCIMCIL006() => Assert.IsEmpty(await Check("public override NetworkConfig Network { get; init; } = NetworkConfig.ResNet18;"));

    [TestMethod]
    [DataRow("public override MemoryConfig Memory { get; init; } = new() { Budget = {|CIMCIL007:Budget.Images(9)|} };", "memory.budget is 9: every class must have room for at least one uncompressed exemplar when all classes are seen. For 10 classes use memory.budget=10 or more, or 1/class or more.")]
    [DataRow("public override MemoryConfig Memory { get; init; } = new() { Budget = {|CIMCIL007:Budget.ImagesPerClass(0.5)|} };", "memory.budget is 0.5/class: every class must have room for at least one uncompressed exemplar when all classes are seen. For 10 classes use memory.budget=10 or more, or 1/class or more.")]
    public async Task CIMCIL007(string members, string message) => Assert.AreEqual(message, (await Check(members)).Single());

    [TestMethod]
    [DataRow("public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.Images(10) };")]
    [DataRow("public override MemoryConfig Memory { get; init; } = MemoryConfig.Paper;")]
    public async Task NotCIMCIL007(string members) => Assert.IsEmpty(await Check(members));

    [TestMethod]
    [DataRow("public int {|CIMCIL008:Extra|} { get; init; }", "Extra is never read: it is not part of a section; move it into a record marked [ConfigSection]")]
    [DataRow("public override LearnerConfig Learner { get; init; } = FosterConfig.Paper with { {|CIMCIL008:AlignmentValue = 2|} };", "AlignmentValue is never read: it counts only when WeightAlignment is AfterBoosting")]
    [DataRow("public override PhasePlan Phases { get; init; } = new() { Classes = 10, FirstPhase = 4, ClassesPerPhase = 2, ClassOrder = ClassOrder.Natural, {|CIMCIL008:ClassOrderSeed = 3|} };", "ClassOrderSeed is never read: it counts only when ClassOrder is Shuffled")]
    public async Task CIMCIL008(string members, string message) => Assert.AreEqual(message, (await Check(members)).Single());

    [TestMethod]
    public async Task NotCIMCIL008() => Assert.IsEmpty(await Check("public override LearnerConfig Learner { get; init; } = FosterConfig.Paper with { AlignmentValue = 2, WeightAlignment = WeightAlignment.AfterBoosting };"));

    [TestMethod]
    [DataRow("[ConfigSection(\"mine\")] public sealed record {|CIMCIL009:Wrong|} : MaskConfig { public override CimCil.Masking.MaskPolicy CreatePolicy() => CimCil.Masking.MaskPolicy.Whole; }", "make it partial")]
    [DataRow("[ConfigSection] public sealed partial record {|CIMCIL009:Wrong|};", "derive it from CimCil.Configuration.ConfigSection")]
    [DataRow("[ConfigSection] public sealed class {|CIMCIL009:Wrong|};", "make it a record")]
    [DataRow("public sealed partial record {|CIMCIL009:Wrong|} : MaskConfig { public override CimCil.Masking.MaskPolicy CreatePolicy() => CimCil.Masking.MaskPolicy.Whole; }", "mark it [ConfigSection]")]
    public async Task CIMCIL009(string declaration, string fix)
    {
        var messages = await DiagnosticRun.Check($"namespace User;\n{declaration}");
        Assert.AreEqual($"'Wrong' cannot be a section: {fix}", messages.Single());
    }

    [TestMethod]
    [DataRow("float", "float")]
    [DataRow("int?", "int?")]
    [DataRow("DateTime", "DateTime")]
    [DataRow("List<int>", "List<int>")]
    public async Task CIMCIL010(string type, string shown)
    {
        var messages = await DiagnosticRun.Check($"namespace User;\n[ConfigSection(\"mine\")]\npublic sealed partial record Odd : MaskConfig\n{{\n    public override CimCil.Masking.MaskPolicy CreatePolicy() => CimCil.Masking.MaskPolicy.Whole;\n    public {type} {{|CIMCIL010:Setting|}} {{ get; init; }} = new();\n}}");
        StringAssert.StartsWith(messages.Single(), $"'Setting' cannot be a setting: its type {shown} is none of");
    }

    [TestMethod]
    [DataRow("private ConfigProblem? Wrong(Mine mine) => null;")]
    [DataRow("private static string? Wrong(Mine mine) => null;")]
    [DataRow("private static ConfigProblem? Wrong(Mine mine, int number) => null;")]
    public async Task CIMCIL011(string method) => Assert.AreEqual(
        "'Wrong' cannot be a rule of 'Mine': it must be a static method that takes one 'Mine' and returns ConfigProblem?",
        (await DiagnosticRun.Check($"namespace User;\n[ConfigSection(\"mine\")]\npublic sealed partial record Mine : MaskConfig\n{{\n    public override CimCil.Masking.MaskPolicy CreatePolicy() => CimCil.Masking.MaskPolicy.Whole;\n    [{{|CIMCIL011:Rule(\"x\")|}}]\n    {method}\n}}")).Single());

    [TestMethod]
    public async Task NotCIMCIL011() => Assert.IsEmpty(await Check("[Rule(\"x\")] private static ConfigProblem? Right(Base mine) => null;"));
}
