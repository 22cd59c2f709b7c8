namespace CimCil.Generators.Tests;

/// <summary>Code of an imagined user.</summary>
internal static class Sources
{
    /// <summary>An experiment without a name that breaks no rule; tests change one section of it.</summary>
    public const string Base = """
        namespace User;

        /// <summary>What the experiments share.</summary>
        public abstract record Base : Experiment
        {
            /// <inheritdoc/>
            public override DatasetConfig Data { get; init; } = new ShapesDataset { ImageSide = 64, TestResize = 64 };

            /// <inheritdoc/>
            public override PhasePlan Phases { get; init; } = new() { Classes = 10, FirstPhase = 4, ClassesPerPhase = 2 };

            /// <inheritdoc/>
            public override NetworkConfig Network { get; init; } = NetworkConfig.Small;

            /// <inheritdoc/>
            public override LearnerConfig Learner { get; init; } = FosterConfig.Paper;

            /// <inheritdoc/>
            public override MaskConfig Mask { get; init; } = CimMask.Paper;

            /// <inheritdoc/>
            public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.Images(60) };
        }
        """;

    /// <summary>A complete experiment whose record has the given members.</summary>
    public static string Experiment(string type, string name, string members = "") => $$"""
        namespace User;

        /// <summary>An experiment.</summary>
        [Experiment("{{name}}", Summary = "One of them")]
        public sealed partial record {{type}} : Base
        {
        {{members}}
        }
        """;

    /// <summary>A section of the user with each type of setting, and a list.</summary>
    public const string Section = """
        namespace User;

        /// <summary>A learner of the user.</summary>
        [ConfigSection("mine")]
        public sealed partial record MyLearner : LearnerConfig
        {
            /// <inheritdoc/>
            public override CimCil.Learners.Learner CreateLearner(CimCil.Learners.LearnerSetup setup) => throw new NotSupportedException();

            /// <summary>A number with <see cref="Count"/> and "quotes".</summary>
            [Between(0, 1)]
            public double Share { get; init; } = 0.5;

            /// <summary>A whole number.</summary>
            [Positive(Unit = "steps")]
            public int Count { get; init; } = 3;

            /// <summary>A list.</summary>
            [NotEmpty]
            public IReadOnlyList<string> Names { get; init; } = ["a", "b"];

            /// <summary>Another.</summary>
            public IReadOnlyList<double> Rates { get; init; } = [];

            /// <summary>A text.</summary>
            [Operational]
            public string Folder { get; init; } = "";

            /// <summary>True or false.</summary>
            public bool Fast { get; init; }

            /// <summary>A section.</summary>
            public StageConfig Stage { get; init; } = new() { Epochs = 7 };

            [Rule("the count must be odd when it is fast")]
            private static ConfigProblem? OddWhenFast(MyLearner learner) =>
                learner.Fast && learner.Count % 2 == 0 ? ConfigProblem.At("count", $"{learner.Count}", $"Use {learner.Count + 1}.") : null;
        }
        """;
}
