using System.Globalization;

namespace CimCil.Generators.Tests;

/// <summary>Draws experiments: values around the bounds of their rules, written in the many ways in which a user may write them.</summary>
internal sealed class ExperimentDraw(int seed)
{
    /// <summary>What the drawn records use.</summary>
    public const string Constants = """
        namespace Drawn;

        public static class K
        {
            public const int One = 1;
            public static readonly int Two = One + 1;
            public static int Three => Two + One;
            public static double Half { get; } = 1.0 / Two;
            public static T Same<T>(T value) => value;
            public static int Sum(int first, int second)
            {
                var sum = 0;
                foreach (var number in new[] { first, second })
                    sum += number;
                return sum;
            }
            public static StageConfig Stage(int epochs) => new() { Epochs = epochs };
            public static CimMask Mask(double threshold, int interval) => CimMask.Paper with { Threshold = threshold, RefreshInterval = interval };
        }

        public abstract record Sound : Experiment
        {
            public override DatasetConfig Data { get; init; } = new ShapesDataset { ImageSide = 64, TestResize = 64 };
            public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(classes: 10, phases: 5);
            public override NetworkConfig Network { get; init; } = NetworkConfig.Small;
            public override LearnerConfig Learner { get; init; } = FosterConfig.Paper;
            public override MaskConfig Mask { get; init; } = CimMask.Paper with { RefreshInterval = 10 };
            public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.Images(60) };
        }

        public abstract record Mended : Sound
        {
            public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(8, 4);
            protected Mended() => Phases = PhasePlan.FromScratch(10, 2);
        }
        """;

    private readonly Random _random = new(seed);

    /// <summary>A record that changes a few sections of its base.</summary>
    public string Next(int index)
    {
        var members = new List<string>();
        Add(members, 3, () => $"public override DatasetConfig Data {{ get; init; }} = {Data(One(32, 48, 64, 64, 64, 224))};");
        Add(members, 3, () => $"public override PhasePlan Phases {{ get; init; }} = {Phases()};");
        Add(members, 4, () => $"public override NetworkConfig Network {{ get; init; }} = {Network()};");
        Add(members, 4, () => $"public override LearnerConfig Learner {{ get; init; }} = {Learner()};");
        Add(members, 3, () => $"public override MaskConfig Mask {{ get; init; }} = {Mask()};");
        Add(members, 4, () => $"public override MemoryConfig Memory {{ get; init; }} = {Memory()};");
        Add(members, 4, () => $"public override TrainingConfig Training {{ get; init; }} = {Training()};");
        Add(members, 5, () => $"public override int Seed {{ get; init; }} = {Whole(One(0, 1, 2, 3, 4, -1), 20)};");
        var steps = new List<string>();
        Add(steps, 8, () => $"Phases = {Phases()};");
        Add(steps, 8, () => $"Mask = {Mask()};");
        Add(steps, 8, () => $"if (K.Two > {One(1, 2)}) Memory = Memory with {{ Budget = {Budget()} }};");
        Add(steps, 8, () => $"Learner = ((FosterConfig)Learner) with {{ Temperature = {Real(2, 4)} }};");
        members.Add($"public Mine{index}()\n    {{\n        {string.Join("\n        ", steps)}\n    }}");
        return $"namespace Drawn;\n\n[Experiment(\"mine-{index}\", Summary = \"s\")]\npublic sealed partial record Mine{index} : {One("Sound", "Sound", "Mended")}\n{{\n    {string.Join("\n    ", members)}\n}}\n";
    }

    private void Add(List<string> lines, int often, Func<string> line)
    {
        if (Chance(often))
            lines.Add(line());
    }

    private string Data(int side) => _random.Next(10) switch
    {
        0 => "new Food101Dataset()",
        1 => $"new ImageNetDataset {{ Classes = ImageNetClasses.{One("All", "Lucir100", "FromFile")}{(Chance(2) ? ", ClassListFile = \"list.txt\"" : "")} }}",
        2 => "new ImageFolderDataset()",
        _ => $"new ShapesDataset {{ ClassCount = {Whole(One(10, 10, 10, 10, 6, 4, 2), 11)}, ImageSide = {Whole(side, 30)}, TestResize = {Whole(One(64, 64, 64, 256, 48), 7)} }}",
    };

    private string Phases() => _random.Next(5) switch
    {
        0 => $"PhasePlan.FromHalf({Whole(One(10, 10, 10, 6), 30)}, {One(1, 2, 5, 6)})",
        1 => $"new() {{ Classes = {Whole(10, 20)}, FirstPhase = {Whole(One(4, 4, 10, 11), 15)}, ClassesPerPhase = {Whole(2, 20)} }}",
        2 => $"PhasePlan.FromScratch(10, 5) with {{ FirstPhase = {Whole(One(4, 2, 12), 20)} }}",
        _ => $"PhasePlan.FromScratch(classes: {Whole(One(10, 10, 10, 10, 6, 100, 101), 40)}, phases: {One(1, 2, 5, 5, 11)})",
    };

    private string Network() => _random.Next(4) switch
    {
        0 => "NetworkConfig.ResNet18",
        1 => $"NetworkConfig.Small with {{ StageBlocks = {Stages()}, Stem = Stem.{One("ImageNet", "Cifar", "Strided")} }}",
        2 => $"NetworkConfig.Small with {{ Width = {Whole(16, 6)}, Pretrained = new() {{ File = \"{One("", "a.pth")}\", Sha256 = \"{One("", "", "abc", new string('0', 64))}\" }} }}",
        _ => "NetworkConfig.Small",
    };

    private string Stages() => One("[1, 1, 1]", "new[] { 1, 1, K.One }", "new List<int> { 1, 2 }", "[.. NetworkConfig.Small.StageBlocks, K.Two]", "[1, 1, 1, 1, 1, 1, 1]", "[1, 0]", "[]", "[.. Enumerable.Repeat(1, 4)]");

    private string Learner() => Chance(2)
        ? "FosterConfig.Paper"
        : $"FosterConfig.Paper with {{ Beta1 = {Real(0.97, 8)}, Temperature = {Real(2, 10)}, Compression = {One("K.Stage(10)", "new() { Epochs = 3, WeightDecay = -0.1 }", "new() { LearningRate = K.Half }")} }}";

    private string Mask() => _random.Next(5) switch
    {
        0 => "new FullImages()",
        1 => $"new ClassActivationMask {{ CompressionRatio = {Real(4, 8)}, RefreshInterval = {Whole(One(5, 40, 171), 20)} }}",
        2 => $"K.Mask({Real(0.6, 8)}, {Whole(One(5, 12, 40), 20)})",
        _ => $"CimMask.Paper with {{ Threshold = {Real(0.6, 8)}, RefreshInterval = {Whole(One(5, 5, 10, 40), 20)}, BatchSize = {Whole(16, 20)} }}",
    };

    private string Memory() => $"new() {{ Budget = {Budget()}, BackgroundCodec = PixelCodec.{One("Png", "Jpeg(75)", "WebPLossless", "WebPLossless", "WebPLossless", "Original")}, ForegroundCodec = {One("PixelCodec.WebPLossless", "PixelCodec.WebPLossless", "PixelCodec.WebP(90)", "PixelCodec.Original")} }}";

    private string Budget() => One("Budget.Images(2000)", "Budget.Images(60)", "Budget.Images(K.Three)", "Budget.ImagesPerClass(20)", "Budget.ImagesPerClass(K.Half)", "Budget.Bytes(\"64 MiB\")", "Budget.Bytes(\"40 KiB\")", "Budget.Images(0)", "Budget.Bytes(\"0 B\")", "Budget.Images(double.NaN)");

    private string Training() => Chance(2)
        ? "new()"
        : $"new() {{ Momentum = {Real(0.9, 12)}, FirstPhase = {One("K.Stage(45)", "new() { Epochs = 45 }")}, LaterPhases = K.Stage({Whole(One(12, 30, 60), 20)}) }}";

    /// <summary>The number, or now and then one beyond every rule, in one of the ways in which it can be written.</summary>
    private string Whole(int number, int often)
    {
        var value = Chance(often) ? One(0, -1, 70_000_000) : number;
        return _random.Next(8) switch
        {
            0 => $"K.Same({value})",
            1 => $"(K.One > 0 ? {value} : 7)",
            2 => $"K.Sum({value - 1}, K.One)",
            3 => $"{value} * K.Two / 2".Replace("70000000 * K.Two / 2", "70000000", StringComparison.Ordinal),
            4 => $"(K.Three switch {{ 3 => {value}, _ => 1 }})",
            _ => value.ToString(CultureInfo.InvariantCulture),
        };
    }

    private string Real(double number, int often)
    {
        var value = (Chance(often) ? One(-0.5, 1.5, 2000, 0) : number).ToString("R", CultureInfo.InvariantCulture);
        return _random.Next(6) switch
        {
            0 => $"K.Same<double>({value})",
            1 => $"{value} * K.Half * 2",
            2 => $"(K.Half < 1 ? {value} : K.Half)",
            3 => Chance(40) ? "double.NaN" : value,
            _ => value,
        };
    }

    private bool Chance(int often) => _random.Next(often) == 0;

    private T One<T>(params T[] values) => values[_random.Next(values.Length)];
}
