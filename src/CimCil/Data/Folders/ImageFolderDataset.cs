using CimCil.Data;
using CimCil.Data.Folders;

namespace CimCil.Configuration;

/// <summary>Images in <c>root/train/&lt;class&gt;/*</c> and <c>root/test</c> or <c>root/val</c>; classes are sorted folder names.</summary>
[ConfigSection("image-folder")]
public sealed partial record ImageFolderDataset : DatasetConfig
{
    /// <summary>The folder that holds <c>train</c> and <c>test</c> or <c>val</c>.</summary>
    [Operational]
    public string Root { get; init; } = "";

    /// <inheritdoc/>
    protected override Dataset CreateDataset() => ImageFolderSource.Open(this);
}
