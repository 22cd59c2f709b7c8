using System.CommandLine;
using System.Globalization;
using CimCil.Foundation;
using CimCil.Runs;

namespace CimCil.Cli.Commands;

/// <summary>The options that say where and how fast a run works, shared by the commands that train.</summary>
internal sealed class MachineOptions
{
    private const int MostWorkers = 256;
    private const int MostEpochs = 100000;

    private readonly Option<string> _device = new("--device") { HelpName = "auto|cpu|cuda[:i]", Description = "Where to train; usually auto, the first CUDA device or else the CPU." };

    private readonly Option<string> _workers = new("--workers") { HelpName = "N", Description = $"Threads that load images, 1 to {MostWorkers}; usually one fewer than there are cores. No result depends on it." };

    private readonly Option<string> _checkpoints = new("--checkpoint-every") { HelpName = "EPOCHS", Description = $"Epochs between two checkpoints, 1 to {MostEpochs}; usually 5." };

    private readonly Option<bool> _noTensorBoard = new("--no-tensorboard") { Description = "Write no event files for TensorBoard." };

    public void AddTo(Command command)
    {
        command.Add(_device);
        command.Add(_workers);
        command.Add(_checkpoints);
        command.Add(_noTensorBoard);
    }

    /// <exception cref="ConfigurationException">A value is not what it must be.</exception>
    public RunOptions Read(ParseResult parsed, string folder) => Read(parsed, new RunOptions { OutputFolder = folder });

    /// <summary>What was typed in place of what is there already.</summary>
    /// <exception cref="ConfigurationException">A value is not what it must be.</exception>
    public RunOptions Read(ParseResult parsed, RunOptions before)
    {
        var options = before with
        {
            Device = parsed.GetValue(_device) ?? before.Device,
            TensorBoard = parsed.GetValue(_noTensorBoard) ? TensorBoardEvents.Off : before.TensorBoard,
            CommandLine = [.. parsed.Tokens.Select(token => token.Value)],
        };
        if (!ComputeDevice.IsName(options.Device))
            throw new ConfigurationException($"There is no device '{options.Device}': it is auto, cpu, cuda or cuda:INDEX. For example: --device cpu");
        if (parsed.GetValue(_workers) is { } workers)
            options = options with { WorkerCount = Number("--workers", workers, MostWorkers) };
        return parsed.GetValue(_checkpoints) is { } epochs ? options with { CheckpointInterval = Number("--checkpoint-every", epochs, MostEpochs) } : options;
    }

    /// <exception cref="ConfigurationException">It is no number from 1 to the most.</exception>
    internal static int Number(string option, string text, int most) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= most
        ? count
        : throw new ConfigurationException($"{option} cannot be '{text}': it is a whole number from 1 to {most}.");
}
