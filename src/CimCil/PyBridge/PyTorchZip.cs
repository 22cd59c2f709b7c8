namespace CimCil.PyBridge;

/// <summary>The format of PyTorch 1.6 and later: a zip archive of one folder with <c>data.pkl</c> and the storages <c>data/0</c>, <c>data/1</c>, ...</summary>
internal static class PyTorchZip
{
    private const string PickleName = "/data.pkl";

    public static CheckpointFile Open(ByteSource source, MemoryBudget budget)
    {
        var archive = ZipArchiveIndex.Open(source);
        var folder = FindFolder(source, archive);
        CheckVersion(source, archive, folder);
        var order = ReadByteOrder(source, archive, folder);
        var pickle = archive.Find(folder + PickleName)!;
        budget.Charge(pickle.Length);
        if (pickle.Length > Array.MaxLength)
            throw new CheckpointException($"{source.Name}: its pickle has {pickle.Length} bytes, too many to be one of a checkpoint.");
        using var pickleSource = ByteSource.Over(source.Name, pickle.ReadAll());
        var reader = new PickleReader(pickleSource, 0, budget);
        var content = Unpickler.Read(reader, budget);
        if (reader.Position != pickleSource.Length)
            throw reader.Broken("is followed by other bytes");
        var storages = new StorageTable(source.Name, (storage, byteCount) => StorageBytes(source, archive, folder, storage, byteCount), order);
        return PyTorchFile.Create(source, CheckpointFormat.PyTorchZip, content, budget, storages.Of);
    }

    /// <summary>The archive has one folder of any name.</summary>
    private static string FindFolder(ByteSource source, ZipArchiveIndex archive)
    {
        var folders = archive.Names.Where(name => name.EndsWith(PickleName, StringComparison.Ordinal) && name.IndexOf('/') == name.Length - PickleName.Length).ToList();
        if (folders.Count != 1)
            throw new CheckpointException($"{source.Name} is a zip archive with {folders.Count} entries '<folder>{PickleName}'; a PyTorch checkpoint has one.");
        var folder = folders[0][..^PickleName.Length];
        if (archive.Names.Contains($"{folder}/constants.pkl"))
            throw new CheckpointException($"{source.Name} is a TorchScript archive, which holds code. Save the state_dict of the model instead, with torch.save(model.state_dict(), path).");
        return folder;
    }

    private static void CheckVersion(ByteSource source, ZipArchiveIndex archive, string folder)
    {
        var text = ReadNote(source, archive, $"{folder}/version");
        if (text is not null && !(int.TryParse(text.Trim(), out var version) && version is > 0 and < 1000))
            throw new CheckpointException($"{source.Name}: its version is '{NameList.Shorten(text)}', which is no number.");
    }

    private static ByteOrder ReadByteOrder(ByteSource source, ZipArchiveIndex archive, string folder) =>
        ReadNote(source, archive, $"{folder}/byteorder") switch
        {
            null or "little" => ByteOrder.Little,
            "big" => ByteOrder.Big,
            var other => throw new CheckpointException($"{source.Name}: its byte order is '{NameList.Shorten(other)}'; it must be little or big."),
        };

    private static string? ReadNote(ByteSource source, ZipArchiveIndex archive, string name)
    {
        if (archive.Find(name) is not { } note)
            return null;
        return note.Length <= 64
            ? System.Text.Encoding.Latin1.GetString(note.ReadAll())
            : throw new CheckpointException($"{source.Name}: entry '{NameList.Shorten(name)}' has {note.Length} bytes where a short word belongs.");
    }

    private static StoredBytes StorageBytes(ByteSource source, ZipArchiveIndex archive, string folder, PyStorage storage, Int128 byteCount)
    {
        var bytes = archive.Find($"{folder}/data/{storage.Key}")
            ?? throw new CheckpointException($"{source.Name} has no entry 'data/{NameList.Shorten(storage.Key)}', which its pickle refers to. Copy or download it again.");
        return bytes.Length == byteCount
            ? bytes
            : throw new CheckpointException($"{source.Name}: storage '{NameList.Shorten(storage.Key)}' has {bytes.Length} bytes where its pickle says {byteCount}. Copy or download it again.");
    }
}
