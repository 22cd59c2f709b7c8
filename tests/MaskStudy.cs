// What is learning the mask worth? Both Shapes experiments over the same seeds, as sweeps whose runs are paired by seed:
//   policies     all twelve mask policies at the tight budget
//   budgets      full images, plain class activation, CIM and the oracle at a medium and a loose budget
//   calibration  CIM at the tight budget with calibrated rational activations
//   causes       on shapes-hard, at the tight budget: CIM with one setting changed, of how, how often and towards what the mask learns
//
//   dotnet run -c Release tests/MaskStudy.cs [-- OPTIONS]
//     --folder DIR     where the sweeps lie (runs/mask-study unless given)
//     --results DIR    where the CSV files go (experiments/mask-study unless given; with --quick the folder of the sweeps)
//     --seeds LIST     1-5 unless given; the same study with more seeds gets those added
//     --jobs N         runs at a time, each on one thread (2 unless given)
//     --device NAME    what they run on, such as cuda:0 (cpu unless given, whose runs repeat to the bit)
//     --minutes M      stops after so long, each run with a checkpoint; the same command goes on (not on Windows, which has no signals)
//     --only TEXT      only sweeps whose names have TEXT, such as shapes-hard or policies
//     --quick          tiny runs of two seeds, to see that everything works
//     --report         runs nothing, and makes the tables of what is finished
//
// 120 policy runs, 80 of other budgets, 10 calibrated ones and 60 of causes. Ctrl-C and SIGTERM stop it with checkpoints; it goes on from wherever it was
// stopped or killed. It ends with 0, or with 1 where a run failed or it was stopped. Tables as Markdown are printed; the CSV files are
//   runs.csv         each finished run and network
//   differences.csv  against full images, against plain class activation, and changed settings against unchanged, paired by seed on the same device;
//                    of cpu+cuda where only both together have all seeds, and of all cells by the mean of a seed's differences
//   sizes.csv        of the memory after the last phase by the size of the true object: exemplars per class, box share, coverage
//   learning.csv     each epoch of CIM and joint training at the tight budget: losses of the mask steps, coverage of the present boxes
// They keep the rows of runs that are not in the folder of the sweeps, so that several machines can share the study; delete them to begin anew.
#:project ../src/CimCil.Cli
#:property SharedFiles=Programs/RootFolder.cs;Programs/SweepProgram.cs;Programs/Study*.cs
using System.Diagnostics;
using System.Runtime.InteropServices;
using CimCil.Cli;
using CimCil.Foundation;

if (await SweepProgram.BeginAsync(args) is { } exitCode)
    return exitCode;
if (StudyOptions.Read(args) is not { } options)
    return 2;

var clock = Stopwatch.StartNew();
var sweeps = StudySweep.All(options).Where(sweep => sweep.Name.Contains(options.Only, StringComparison.Ordinal)).ToList();
if (sweeps.Count == 0)
{
    Console.Error.WriteLine($"No sweep of the study has '{options.Only}' in its name: they are {string.Join(", ", StudySweep.All(options).Select(sweep => sweep.Name))}.");
    return 2;
}
// The first signal stops the sweep that runs, whose command hears it too, and its runs write checkpoints; the second one ends this process.
var (failed, isStopped) = (false, false);
var signals = new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Stop)).ToList();
using var end = options.Minutes is { } minutes ? new Timer(_ => Process.Start("kill", ["-TERM", $"{Environment.ProcessId}"]).Dispose(), null, TimeSpan.FromMinutes(minutes), Timeout.InfiniteTimeSpan) : null;
foreach (var sweep in options.ReportOnly ? [] : sweeps)
{
    if (isStopped)
        break;
    Console.WriteLine($"== {sweep.Name} (after {clock.Elapsed.TotalMinutes:0} minutes)");
    failed |= await CimCilApp.RunAsync([.. sweep.Arguments(options)]) != 0;
}

var runs = sweeps.SelectMany(sweep => sweep.FinishedRuns()).ToList();
Console.WriteLine($"\n{runs.Count} of {sweeps.Sum(sweep => sweep.RunCount)} runs are finished, of {runs.Sum(run => run.Hours):0.00} hours.{(isStopped ? " It was stopped before its end; the same command goes on." : "")}");
try
{
    StudyResults.Write(runs, options.ResultFolder);
}
catch (DataException mistake)
{
    Console.Error.WriteLine(mistake.Message);
    failed = true;
}
signals.ForEach(signal => signal.Dispose());
return failed ? 1 : 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel |= !isStopped;
    isStopped = true;
}
