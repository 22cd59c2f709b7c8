using CimCil.Data;
using CimCil.Data.Folders;

namespace CimCil.Configuration;

/// <summary>Food-101 as published: <c>images/&lt;class&gt;/*.jpg</c>, split by <c>meta/train.txt</c> and <c>meta/test.txt</c>.</summary>
[ConfigSection("food-101")]
public sealed partial record Food101Dataset : DatasetConfig
{
    /// <summary>The folder <c>food-101</c> of the published archive.</summary>
    [Operational]
    public string Root { get; init; } = "";

    /// <inheritdoc/>
    public override int? ExpectedClassCount => 101;

    internal override KnownDataset? Known => new("Food-101", 101, 75750, 25250);

    /// <inheritdoc/>
    protected override Dataset CreateDataset() => Food101Source.Open(this);
}
