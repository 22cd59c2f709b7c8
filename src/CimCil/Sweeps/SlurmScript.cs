using System.Text;
using CimCil.Foundation;
using CimCil.PyBridge;

namespace CimCil.Sweeps;

/// <summary>
/// An array job for Slurm, each task one run. A task that is stopped writes a checkpoint, and one that is queued again goes on from it. Slurm
/// tells a task of its end by SIGTERM, which reaches the program because it takes the place of the script's shell.
/// </summary>
internal static class SlurmScript
{
    private const string FileName = "sweep.sbatch";

    /// <summary>How long before its time limit a task is told: as long as a step and a checkpoint may take.</summary>
    private const int SecondsForCheckpoint = 120;

    /// <summary>Writes the script.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="runs">The runs that are not finished.</param>
    /// <param name="program">What the tasks run.</param>
    /// <param name="folder">The folder that they run in.</param>
    /// <param name="options">Options of sbatch, as they stand on its command line; they come after ours.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="ConfigurationException">The options would change which runs there are, or are no options.</exception>
    public static string Write(SweepFolder sweep, IReadOnlyList<SweepRun> runs, ProgramCommand program, string folder, IReadOnlyList<string> options)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        if (new[] { sweep.Path, folder }.FirstOrDefault(place => place.ContainsAny('\n', '\r')) is { } broken)
            throw new ConfigurationException($"The folder {broken} has a line break in its name, and an option of sbatch is one line. Choose another folder.");
        var path = Path.Combine(sweep.Path, FileName);
        var text = TextOf(sweep, runs, program, folder, options);
        // Slurm writes into it, and makes no folders.
        Directory.CreateDirectory(Path.Combine(sweep.Path, "log"));
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        return path;
    }

    /// <summary>Refuses options that no script can have.</summary>
    /// <exception cref="ConfigurationException">They would change which runs there are, or are no options.</exception>
    public static void CheckOptions(IReadOnlyList<string> options)
    {
        foreach (var option in options)
        {
            if (!option.StartsWith('-') || option.ContainsAny('\n', '\r'))
                throw new ConfigurationException($"--sbatch cannot be '{option}': it is options of sbatch on one line. For example: --sbatch \"--partition=gpu --time=4:00:00\"");
            if (option.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(word => word.StartsWith("--array", StringComparison.Ordinal) || word.StartsWith("-a", StringComparison.Ordinal)) is { } array)
                throw new ConfigurationException($"--sbatch has {array}: the tasks of the array are the runs of the sweep that are not finished. Leave it out; '--sbatch' is for partitions, time limits and the like.");
        }
    }

    internal static string TextOf(SweepFolder sweep, IReadOnlyList<SweepRun> runs, ProgramCommand program, string folder, IReadOnlyList<string> options)
    {
        CheckOptions(options);
        var words = new[] { program.Path }.Concat(program.Arguments).Concat(SweepRunner.TaskArguments(sweep)).Select(Quoted);
        string[] lines =
        [
            "#!/bin/bash",
            $"# {Path.GetFileName(sweep.Path)}: each task is one run. Written by 'cimcil sweep --slurm'; submit it with sbatch.",
            $"#SBATCH --job-name=cimcil-{sweep.Grid.Request.Experiment}",
            $"#SBATCH --array={SeedList.Format([.. runs.Select(run => run.Index)])}",
            $"#SBATCH --cpus-per-task={sweep.Machine.Threads}",
            "#SBATCH --requeue",
            "#SBATCH --open-mode=append",
            $"#SBATCH --signal=B:TERM@{SecondsForCheckpoint}",
            // Elsewhere than here a percent sign stands for itself.
            $"#SBATCH --output=\"{Path.Combine(sweep.Path, "log", "task-").Replace("%", "%%", StringComparison.Ordinal)}%a.log\"",
            .. options.Select(option => $"#SBATCH {option}"),
            $"cd {Quoted(folder)} || exit 1",
            $"export OMP_NUM_THREADS={sweep.Machine.Threads}",
            $"exec {string.Join(' ', words)} \"$SLURM_ARRAY_TASK_ID\"",
        ];
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>A word of a shell.</summary>
    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
