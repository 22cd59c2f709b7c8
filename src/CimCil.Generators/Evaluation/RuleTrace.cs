using CimCil.Generators.Parsing;

namespace CimCil.Generators.Evaluation;

/// <summary>What a rule read and compared before it found a problem: that is what the problem is about.</summary>
internal sealed class RuleTrace
{
    private readonly List<(ObjectValue Section, string Setting, StaticValue Value)> _reads = [];

    /// <summary>The settings in the order in which they were read, and the sections that they are in.</summary>
    public IReadOnlyList<(ObjectValue Section, string Setting, StaticValue Value)> Reads => _reads;

    /// <summary>The two sides of the last comparison.</summary>
    public IReadOnlyList<StaticValue> LastCompared { get; private set; } = [];

    public void Read(ObjectValue section, string setting, StaticValue value)
    {
        if (section.Type.DerivesFrom(KnownNames.ConfigSection))
            _reads.Add((section, setting, value));
    }

    public void Compare(StaticValue left, StaticValue right) => LastCompared = [left, right];
}
