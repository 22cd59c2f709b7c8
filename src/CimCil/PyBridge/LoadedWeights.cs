using CimCil.Networks;

namespace CimCil.PyBridge;

/// <summary>What a run's backbone started from, for its user and its manifest.</summary>
/// <param name="File">The file.</param>
/// <param name="Sha256">Its hash, 64 hexadecimal digits; of a sharded file, that of its index.</param>
/// <param name="Key">The key that led to the state dictionary; empty where the file is one.</param>
/// <param name="Prefix">What was taken off the file's names; may be empty.</param>
/// <param name="Names">Whose names they are.</param>
/// <param name="Loaded">How many tensors of the backbone have the file's values.</param>
/// <param name="Phi">Whether phi comes from the file; otherwise its rational activations start as a fit of ReLU.</param>
/// <param name="Kept">The other tensors of the backbone that the file lacks; they keep their start values.</param>
/// <param name="Unused">The tensors of the file that the backbone lacks, the classifier's aside.</param>
/// <param name="Adapted">Tensors whose values were adapted to the network, each with how.</param>
/// <param name="Mismatched">Tensors that have another shape in the file, each with both; those of the backbone keep their start values. Null in a run of an older version.</param>
internal sealed record LoadedWeights(
    string File, string Sha256, string Key, string Prefix, string Names, int Loaded, bool Phi,
    IReadOnlyList<string> Kept, IReadOnlyList<string> Unused, IReadOnlyList<string> Adapted,
    IReadOnlyList<string>? Mismatched = null)
{
    public static LoadedWeights Of(WeightReport report, string sha256) => new(
        report.Path, sha256, report.Key, report.Prefix, report.NameMap.ToString(), report.Matched.Count, report.Matched.Any(WeightImport.IsOfRational),
        [.. report.Missing.Where(name => !WeightImport.IsOptional(name) && !name.EndsWith($".{RationalActivation.ScaleName}", StringComparison.Ordinal))], report.Unexpected, report.Adapted, report.Mismatched);

    /// <summary>As in <c>Pretrained weights: 120 of 120 tensors of the backbone from resnet18.pth (names of TorchVision, SHA-256 0123...)</c>.</summary>
    public override string ToString()
    {
        var from = Key.Length > 0 ? $" under '{NameList.Shorten(Key)}'" : "";
        var behind = Prefix.Length > 0 ? $" behind '{NameList.Shorten(Prefix)}'" : "";
        List<string> rest =
        [
            Phi ? "phi is the file's" : "rational activations start as a fit of ReLU",
            .. Kept.Count > 0 ? [$"start values are kept of {NameList.Of(Kept)}"] : (string[])[],
            .. Mismatched is { Count: > 0 } ? [$"start values are kept where shapes differ: {NameList.Of(Mismatched)}"] : (string[])[],
            .. Unused.Count > 0 ? [$"the file's {NameList.Of(Unused)} are not used"] : (string[])[],
            .. Adapted.Count > 0 ? [$"adapted are {NameList.OfRemarks(Adapted)}"] : (string[])[],
        ];
        return $"Pretrained weights: {Loaded} of {Loaded + Kept.Count + (Mismatched?.Count ?? 0)} tensors of the backbone from {File}{from}{behind} (names of {Names}, SHA-256 {Sha256}){string.Concat(rest.Select(part => $"; {part}"))}";
    }
}
