using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;

namespace CimCil.Onnx;

/// <summary>
/// Fills an exemplar store from images whose boxes are known: features of the compressed images from the model's ReLU path,
/// herding and the budget as in a run. Needs no libtorch.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="memory">Budget, shares, fill and codecs.</param>
/// <param name="ratios">How much the background and the box are downsampled.</param>
/// <param name="options">How to run the model.</param>
/// <param name="loading">How images are loaded.</param>
internal sealed class MemoryFiller(MaskModel model, MemoryConfig memory, CompressionRatios ratios, MaskSessionOptions options, Loading loading)
{
    /// <summary>Makes a store with one phase, that of all the model's classes; the file appears when it is complete.</summary>
    /// <param name="path">The file; it must not exist.</param>
    /// <param name="images">The images with their boxes.</param>
    /// <param name="classStarted">Is told the name of each class and the number of its images.</param>
    /// <returns>What the store holds.</returns>
    /// <exception cref="ConfigurationException">The file exists, or the provider does not work here.</exception>
    /// <exception cref="DataException">An image cannot be decoded, or has changed since its box was found.</exception>
    /// <exception cref="OperationCanceledException">The loading was cancelled; no file is left.</exception>
    public MemoryUsage Fill(string path, IReadOnlyList<MaskedImage> images, Action<string, int> classStarted)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(classStarted);
        CheckIsFree(path);
        // A store that is being filled has another name, so that nothing half-filled is taken for a memory.
        var partial = path + ".partial";
        Remove(partial);
        try
        {
            MemoryUsage usage;
            using (var session = MaskSession.Start(model, MaskOutputs.Features, options, _ => { }))
            using (var store = ExemplarStore.Create(partial, memory.Budget))
            {
                var phase = new Phase(0, 0, model.ClassCount);
                var plan = MemoryPlan.For(memory, phase, store.Snapshot, Candidates(session, images, classStarted), loading.WorkerCount, loading.Cancellation);
                RequireExemplars(plan.Added.Count);
                usage = store.CommitPhase(plan, loading.WorkerCount, loading.Cancellation).Usage;
                // Under a budget of bytes what fits shows when the file is measured.
                RequireExemplars(usage.ExemplarCount);
            }
            File.Move(partial, path);
            return usage;
        }
        finally
        {
            Remove(partial);
        }
    }

    /// <summary>Refuses a path at which there is something already, or where nothing can be made.</summary>
    /// <exception cref="ConfigurationException">The file exists, its folder does not, or it is a folder.</exception>
    public static void CheckIsFree(string path)
    {
        NewFile.Check(path);
        if (File.Exists(path))
            throw new ConfigurationException($"{path} exists: a memory is made anew and replaces nothing. Choose another file with --out, or delete it.");
    }

    /// <summary>Refuses a budget that gives a class less than one image, before anything takes time.</summary>
    /// <exception cref="ConfigurationException">It does.</exception>
    public void CheckBudget()
    {
        if (memory.Budget.Unit != BudgetUnit.Bytes && memory.Budget.PerClass(model.ClassCount) < 1)
            throw new ConfigurationException($"The budget {memory.Budget} gives each of the model's {model.ClassCount} classes less than one image: every class must have room for one. Use --budget {model.ClassCount} or more, or 1/class or more.");
    }

    private void RequireExemplars(int count)
    {
        if (count == 0)
            throw new ConfigurationException($"The budget {memory.Budget} holds not one image: it is too small for any of the model's {model.ClassCount} classes. Give a larger one with --budget.");
    }

    private IEnumerable<ClassCandidates> Candidates(MaskSession session, IReadOnlyList<MaskedImage> masked, Action<string, int> classStarted)
    {
        foreach (var group in masked.GroupBy(image => image.Label).OrderBy(group => group.Key))
        {
            var name = model.Info.ClassNames[group.Key];
            CompressedImage[] images = [.. group.Select(image => new CompressedImage(image.Image, image.Box, image.Height, image.Width, ratios, ExemplarCodecs.Of(memory)))];
            classStarted(name, images.Length);
            var (kept, features) = Extract(session, images, group.Key);
            if (kept.Count > 0)
                yield return new ClassCandidates(group.Key, name, kept, features);
        }
    }

    private (List<CompressedImage> Kept, FeatureRows Features) Extract(MaskSession session, CompressedImage[] images, int label)
    {
        var kept = new List<CompressedImage>(images.Length);
        var features = new List<float>(images.Length * model.FeatureCount);
        foreach (var batch in loading.InOrder([.. images.Select(image => new Sample(image, label))], MaskPipelines.ForFeatures(model.Info), session.BatchSize))
        {
            using var disposal = batch;
            features.AddRange(session.Run(batch.Pixels, []).Features);
            foreach (var index in batch.Indices)
                kept.Add(images[index]);
        }
        return (kept, FeatureRows.Of([.. features], kept.Count));
    }

    private static void Remove(string partial)
    {
        foreach (var file in new[] { partial, partial + "-wal", partial + "-shm", partial + ".lock", partial + ".writer" })
            File.Delete(file);
    }
}
