using CimCil.Configuration;
using CimCil.Data;
using CimCil.Runs;
using CimCil.Training;

namespace CimCil.Tests.Runs;

/// <summary>A run that is stopped once in every stage of every phase, and resumed each time.</summary>
internal static class StoppedRun
{
    /// <summary>Runs an experiment to its end. A stop comes after the first step of a stage's second epoch, where there is most to keep.</summary>
    /// <returns>The stages that it was stopped in, such as <c>1 boosting</c>, in order.</returns>
    public static IReadOnlyList<string> Complete(Experiment experiment, RunOptions options)
    {
        var stops = new List<string>();
        while (true)
        {
            using var cancellation = new CancellationTokenSource();
            var progress = new Stopper(stops, cancellation.Cancel);
            try
            {
                if (stops.Count == 0)
                    ExperimentRunner.Run(experiment, options, progress, cancellation.Token);
                else
                    ExperimentRunner.Resume(options, [], progress, cancellation.Token);
                return stops;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // The next round goes on from here.
            }
        }
    }

    private sealed class Stopper(List<string> stops, Action stop) : RunProgress
    {
        private Phase? _phase;
        private string _stage = "";
        private int _epochCount;

        public override void PhaseStarted(Phase phase, int newImageCount, int exemplarCount) => _phase = phase;

        public override void StageStarted(string stage, int epochCount, int imageCount) => (_stage, _epochCount) = ($"{_phase!.Index} {stage}", 0);

        public override void EpochFinished(EpochMetrics metrics) => _epochCount++;

        public override void StepFinished(int imageCount)
        {
            if (_epochCount == 0 || stops.Contains(_stage))
                return;
            stops.Add(_stage);
            stop();
        }
    }
}
