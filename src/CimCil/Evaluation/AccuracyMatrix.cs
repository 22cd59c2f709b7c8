namespace CimCil.Evaluation;

/// <summary>Top-1 accuracies in percent: row t is measured after phase t, column j on the classes of phase j &lt;= t.</summary>
public sealed class AccuracyMatrix
{
    private readonly double[][] _rows;

    /// <summary>A matrix from its rows; row t has t + 1 entries.</summary>
    /// <exception cref="ArgumentException">There is no row, or a row has another length.</exception>
    public AccuracyMatrix(IEnumerable<IReadOnlyList<double>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        _rows = [.. rows.Select(row => row.ToArray())];
        if (_rows.Length == 0)
            throw new ArgumentException("An accuracy matrix has a row for each finished phase; there is none.", nameof(rows));
        for (var t = 0; t < _rows.Length; t++)
        {
            if (_rows[t].Length != t + 1)
                throw new ArgumentException($"Row {t} has {_rows[t].Length} entries; after phase {t} there are {t + 1} phases to measure.", nameof(rows));
        }
    }

    /// <summary>The rows; row t has t + 1 entries.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Rows => _rows;

    /// <summary>
    /// How many points were lost on earlier phases: the mean over all phases but the last of the best accuracy before the last
    /// phase minus the accuracy after it (Chaudhry et al., ECCV 2018). 0 after a single phase; negative when the last phase helped.
    /// </summary>
    public double Forgetting
    {
        get
        {
            var last = _rows.Length - 1;
            if (last == 0)
                return 0;
            return Enumerable.Range(0, last).Average(j => Enumerable.Range(j, last - j).Max(t => _rows[t][j]) - _rows[last][j]);
        }
    }
}
