using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using Microsoft.Data.Sqlite;

namespace CimCil.Exemplars;

/// <summary>
/// The exemplar memory on disk (memory.db): a SQLite database that holds the compressed pixels themselves, so that replay
/// needs none of the images they were made from. A phase is stored in one transaction; a crash at any moment leaves the
/// state before it or after it. One process writes, any number read. docs/exemplar-store.md describes the file.
/// </summary>
public sealed class ExemplarStore : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly WriterLock? _writer;
    private readonly ExemplarReaders _readers;

    private ExemplarStore(string path, SqliteConnection connection, WriterLock? writer)
    {
        Path = path;
        _connection = connection;
        _writer = writer;
        _readers = new ExemplarReaders(path);
        Snapshot = ExemplarTable.Read(connection, path, _readers);
    }

    /// <summary>The database file.</summary>
    public string Path { get; }

    /// <summary>The memory after the last stored phase. A reader sees the phase that was last when it opened the store.</summary>
    public ExemplarSnapshot Snapshot { get; private set; }

    /// <summary>Creates a store.</summary>
    /// <param name="path">The file; it must not exist.</param>
    /// <param name="budget">
    /// What it will be filled under. A budget of images lets the pages be large, which load faster; in small ones more exemplars fit
    /// into the same bytes, which a budget of bytes needs, and null allows.
    /// </param>
    /// <exception cref="DataException">The file exists, or its folder does not or cannot be written.</exception>
    public static ExemplarStore Create(string path, Budget? budget = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // A creation that was interrupted leaves an empty file, in which nothing is lost.
        if (new FileInfo(path) is { Exists: true, Length: > 0 })
            throw new DataException($"{path} exists: a new store needs a new file. Resume the run that wrote it, or choose another folder.");
        return OpenForWriting(path, budget);
    }

    /// <summary>Opens a store to read and to add phases.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataException">The file does not exist, is no store, is of another version, or is damaged.</exception>
    /// <exception cref="CimCilException">Another process writes it; the message holds its id.</exception>
    public static ExemplarStore Open(string path)
    {
        CheckExists(path);
        return OpenForWriting(path, null);
    }

    /// <summary>Opens a store to read, also while another process writes it.</summary>
    /// <exception cref="DataException">The file does not exist, is no store, is of another version, or is damaged.</exception>
    public static ExemplarStore OpenReadOnly(string path)
    {
        RequireContent(path);
        return Opened(path, null, () => ExemplarSchema.OpenForReading(path));
    }

    /// <summary>
    /// Stores a phase: drops what the plan drops, encodes and adds what it adds, and its summary, all in one transaction that
    /// is complete on the disk when this returns. Encoded pixels go to the disk as they are made, so memory stays flat.
    /// </summary>
    /// <param name="plan">The plan, made from the current <see cref="Snapshot"/>.</param>
    /// <param name="workerCount">Threads that load and encode; the stored bytes do not depend on it.</param>
    /// <param name="cancellation">Gives up; the store keeps the state before the phase.</param>
    /// <returns>The new <see cref="Snapshot"/>.</returns>
    /// <exception cref="DataException">An image cannot be loaded or encoded. As after every exception, nothing is stored.</exception>
    /// <exception cref="CimCilException">The budget would be exceeded, or the disk is full.</exception>
    /// <exception cref="ArgumentException">The plan is not for the next phase.</exception>
    /// <exception cref="InvalidOperationException">The store was opened to read only.</exception>
    internal ExemplarSnapshot CommitPhase(MemoryPlan plan, int workerCount = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workerCount);
        RequireNext(plan.Phase, nameof(plan));
        return Write(plan, Encoded(plan.Added, workerCount, cancellation), cancellation);
    }

    /// <summary>
    /// Chooses exemplars among images by herding and stores them as a phase, as a run does: for applications that hold images in memory
    /// and found boxes and features with a mask model. Older classes are reduced to their new share.
    /// </summary>
    /// <param name="phase">The phase: the number after the last one's, and which labels are new.</param>
    /// <param name="memory">Budget, shares, fill and codecs.</param>
    /// <param name="ratios">How much the background and the box are downsampled.</param>
    /// <param name="candidates">The images of the new classes; each class is one name, and all features have one length.</param>
    /// <param name="workerCount">Threads that encode; the stored bytes do not depend on it.</param>
    /// <param name="cancellation">Gives up; the store keeps the state before the phase.</param>
    /// <returns>The new <see cref="Snapshot"/>.</returns>
    /// <exception cref="ArgumentException">The phase is not the next one, a new class has no image, a label is not one of the new ones or has two names, or features differ in length.</exception>
    /// <exception cref="CimCilException">The memory would exceed its budget, features are not finite, or the disk is full.</exception>
    /// <exception cref="InvalidOperationException">The store was opened to read only.</exception>
    public ExemplarSnapshot AddPhase(
        Phase phase, MemoryConfig memory, CompressionRatios ratios, IReadOnlyList<ExemplarCandidate> candidates, int workerCount = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(phase);
        RequireNext(phase, nameof(phase));
        var plan = MemoryPlan.For(memory, phase, Snapshot, ExemplarCandidate.ByClass(candidates, ratios, memory), workerCount, cancellation);
        var labels = candidates.Select(candidate => candidate.Label).ToHashSet();
        if (Enumerable.Range(phase.KnownClassCount, phase.NewClassCount).Where(label => !labels.Contains(label)).ToList() is [var empty, ..])
            throw new ArgumentException($"The new class {empty} of phase {phase.Index} has no image, and each class keeps one at least. Give candidates of every new class.", nameof(candidates));
        return CommitPhase(plan, workerCount, cancellation);
    }

    /// <summary>Reduces the memory to a smaller budget, in one transaction; the summary of the last phase then tells the new one.</summary>
    /// <param name="budget">What the memory may hold; classes share it equally, and each keeps one exemplar at least.</param>
    /// <returns>The new <see cref="Snapshot"/>.</returns>
    /// <exception cref="ConfigurationException">The budget is larger than the memory's, too small for a store, or leaves a class without an exemplar; the memory is as it was.</exception>
    /// <exception cref="CimCilException">The file is to get smaller pages and others read it.</exception>
    /// <exception cref="InvalidOperationException">The store was opened to read only, or holds no phase yet.</exception>
    public ExemplarSnapshot Shrink(Budget budget)
    {
        if (Snapshot.LastPhase < 0)
            throw new InvalidOperationException($"{Path} holds no phase yet.");
        Reduction.Require(Snapshot, budget);
        if (_writer is not null && budget.Unit == BudgetUnit.Bytes)
            MakePagesSmall();
        return Write(MemoryPlan.ToShrink(Snapshot, budget), [], CancellationToken.None);
    }

    /// <summary>Stores exemplars that are encoded already as the next phase.</summary>
    internal ExemplarSnapshot CommitEncoded(MemoryPlan plan, IEnumerable<EncodedExemplar> added) => Write(plan, added, CancellationToken.None);

    /// <summary>The encoded halves of an exemplar, verified against their checksum.</summary>
    internal EncodedHalves ReadHalves(ExemplarEntry entry) => _readers.ReadHalves(entry);

    /// <summary>Closes the store. Its images cannot be loaded any more.</summary>
    public void Dispose()
    {
        _readers.Dispose();
        if (_writer is not null && _connection.State == System.Data.ConnectionState.Open)
            ExemplarSchema.Consolidate(_connection, Path);
        _connection.Dispose();
        _writer?.Dispose();
    }

    private void RequireNext(Phase phase, string argument)
    {
        if (_connection.State != System.Data.ConnectionState.Open)
            throw new ObjectDisposedException(Path, $"The store {Path} is disposed. Add phases before it is.");
        if (phase.Index != Snapshot.LastPhase + 1)
            throw new ArgumentException($"Phase {phase.Index} is not the next one, since {Path} is at phase {Snapshot.LastPhase}: phases are stored one after the other, each once.", argument);
    }

    private ExemplarSnapshot Write(MemoryPlan plan, IEnumerable<EncodedExemplar> added, CancellationToken cancellation)
    {
        if (_writer is null)
            throw new InvalidOperationException($"{Path} was opened to read only.");
        try
        {
            var (entries, summary) = new PhaseWriter(_connection, Snapshot).Write(plan, added, cancellation);
            ExemplarSchema.MoveLogIntoFile(_connection);
            var phases = Snapshot.Phases.Where(phase => phase.Phase != summary.Phase).Append(summary);
            return Snapshot = new ExemplarSnapshot(entries, [.. phases], ExemplarTable.FileByteCount(_connection), _readers);
        }
        catch (SqliteException failure)
        {
            throw SqliteFailure.Explain(Path, failure.SqliteErrorCode, failure);
        }
    }

    /// <summary>The plan and the file then count in the pages that a store under a budget of bytes has.</summary>
    private void MakePagesSmall()
    {
        if (ExemplarSchema.PageSizeOf(_connection) <= ExemplarSchema.SmallPage)
            return;
        try
        {
            _readers.CloseIdle();
            ExemplarSchema.ChangePageSize(_connection, ExemplarSchema.SmallPage);
            Snapshot = new ExemplarSnapshot(Snapshot.Entries, Snapshot.Phases, ExemplarTable.FileByteCount(_connection), _readers);
        }
        catch (SqliteException failure)
        {
            throw SqliteFailure.Explain(Path, failure.SqliteErrorCode, failure);
        }
    }

    /// <summary>Encodes exemplars: some at a time on all workers, handed out in order.</summary>
    private static IEnumerable<EncodedExemplar> Encoded(IReadOnlyList<NewExemplar> exemplars, int workerCount, CancellationToken cancellation)
    {
        const int PerWorker = 8;
        var options = new ParallelOptions { MaxDegreeOfParallelism = workerCount, CancellationToken = cancellation };
        foreach (var part in exemplars.Chunk(workerCount * PerWorker))
        {
            var encoded = new EncodedExemplar[part.Length];
            FirstFailure.Of(() => Parallel.For(0, part.Length, options, i => encoded[i] = EncodedExemplar.Encode(part[i])));
            foreach (var exemplar in encoded)
                yield return exemplar;
        }
    }

    private static ExemplarStore OpenForWriting(string path, Budget? budget)
    {
        var writer = WriterLock.TryTake(path)
            ?? throw new CimCilException($"{path} is being written by {WriterLock.HolderOf(path) ?? "another process"}: a store has one writer at a time. Wait until that run has ended, or stop it, and try again.");
        return Opened(path, writer, () =>
        {
            var connection = ExemplarSchema.OpenForWriting(path, budget is { Unit: not BudgetUnit.Bytes } ? ExemplarSchema.LargePage : ExemplarSchema.SmallPage);
            StoreSeal.Clear(connection);
            return connection;
        });
    }

    private static ExemplarStore Opened(string path, WriterLock? writer, Func<SqliteConnection> open)
    {
        SqliteConnection? connection = null;
        try
        {
            connection = open();
            return new ExemplarStore(path, connection, writer);
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            writer?.Dispose();
            if (failure is SqliteException sqlite)
                throw SqliteFailure.Explain(path, sqlite.SqliteErrorCode, sqlite);
            throw;
        }
    }

    /// <summary>A pipe would be waited for, perhaps for ever.</summary>
    /// <exception cref="DataException">There is no file, or one that holds no bytes.</exception>
    internal static void RequireContent(string path)
    {
        CheckExists(path);
        if (FileContent.IsEmpty(path))
            throw new DataException($"{path} is empty, or a pipe, socket or device: an exemplar store is the memory.db of a run folder. Check the path.");
    }

    private static void CheckExists(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new DataException($"{path} does not exist: an exemplar store is the memory.db of a run folder. Check the path.");
    }
}
