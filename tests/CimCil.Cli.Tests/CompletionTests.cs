using System.Diagnostics;
using CimCil.Tests;

namespace CimCil.Cli.Tests;

/// <summary>The scripts of <c>cimcil completion</c> in real shells.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
public sealed class CompletionTests
{
    /// <summary>What is typed, and what a shell must offer for it.</summary>
    private static readonly (string Typed, string Offered)[] Words =
    [
        ("cimcil rep", "report"),
        ("cimcil memory s", "show shrink"),
        ("cimcil run shap", "shapes shapes-full-images shapes-hard"),
        ("cimcil run shapes --che", "--checkpoint-every"),
        ("cimcil run shapes --device ", "auto cpu cuda"),
        ("cimcil run shapes --set mask.thr", "mask.threshold="),
        ("cimcil run shapes --set mask.calibration=", "mask.calibration=always mask.calibration=never mask.calibration=pretrained"),
        ("cimcil run shapes --set mask.kind=cent", "mask.kind=centre-box"),
        ("cimcil run shapes --set mask.kind=oracle-box --set mask.r", "mask.randomCompressionStep= mask.refreshInterval="),
        ("cimcil sweep shapes --vary mask.calibration=ne", "mask.calibration=never"),
        ("cimcil sweep shapes --vary mask.calibration=always,ne", "mask.calibration=always,never"),
        ("cimcil describe shapes network.st", "network.stageBlocks network.stem"),
        ("cimcil export x --precision float1", "float16"),
        ("cimcil explain CIMCIL00", "CIMCIL001 CIMCIL002 CIMCIL003 CIMCIL004 CIMCIL005 CIMCIL006 CIMCIL007 CIMCIL008 CIMCIL009"),
        ("cimcil report r", ""),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("cimcil-completion-").FullName;

    [TestInitialize]
    public void WriteProgram()
    {
        var program = Path.Combine(_folder, "cimcil");
        File.WriteAllText(program, $"#!/bin/sh\nexec {Invocation.CommandLine()} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    /// <summary>bash breaks words at = and : too: what it is offered begins behind them. Where nothing is offered, it is told to complete files.</summary>
    [TestMethod]
    public void Bash()
    {
        var said = Shell("bash", ["--norc"], $$"""
            source <(cimcil completion bash)
            complete -p cimcil | grep -q _cimcil_complete || echo "not registered"
            compopt() { told+="compopt $2"$'\n'; }
            while IFS= read -r line; do
                COMP_LINE="$line" COMP_POINT=${#line} COMPREPLY=()
                _cimcil_complete cimcil
                printf '%s\n' "${COMPREPLY[*]}"
            done <<'TYPED'
            {{Typed()}}
            cimcil report{{' '}}
            TYPED
            printf '%s' "$told" >&2
            """);
        CollectionAssert.AreEqual(Words.Select(word => string.Join(' ', word.Offered.Split(' ').Select(one => Behind(word.Typed, one)))).Append("").ToArray(), said.Output);
        CollectionAssert.AreEqual(new[] { "compopt nospace", "compopt nospace", "compopt default", "compopt default" }, said.Error, "= is not followed by a space, and a run folder is completed by the shell, begun or not");
    }

    [TestMethod]
    public void Fish() => Check("fish", ["--no-config"], $$"""
        cimcil completion fish | source
        while read -l line
            echo (complete -C "$line")
        end < {{TypedFile()}}
        """);

    /// <summary>Outside its line editor zsh completes nothing: the functions that take what is offered are stood in for.</summary>
    [TestMethod]
    public void Zsh() => Check("zsh", ["-f"], $$"""
        compdef() { }
        compadd() { shift; [[ $1 == '' ]] && shift; [[ $1 == -- ]] && shift; offered+=("$@"); }
        _files() { }
        source <(cimcil completion zsh)
        while IFS= read -r line; do
            words=("${(@s: :)line}") CURRENT=${#words} offered=()
            _cimcil_complete
            print -r -- "${(o)offered}"
        done < {{TypedFile()}}
        """);

    [TestMethod]
    public void PowerShell() => Check("pwsh", ["-NoProfile", "-NonInteractive", "-Command"], $$"""
        cimcil completion pwsh | Out-String | Invoke-Expression
        foreach ($line in Get-Content {{TypedFile()}}) { (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText -join ' ' }
        """);

    [TestMethod]
    public void AShellThatIsNotKnownIsNamedWithThoseThatAre()
    {
        var wrong = Invocation.Of(_folder, "completion", "tcsh");
        Assert.AreEqual((2, ""), (wrong.ExitCode, wrong.Output));
        StringAssert.Contains(wrong.Error, "There is no completion for 'tcsh': the shell is bash, zsh, fish or pwsh.");
    }

    private void Check(string shell, string[] options, string script)
    {
        var said = Shell(shell, options, script);
        CollectionAssert.AreEqual(Words.Select(word => word.Offered).ToArray(), said.Output, string.Join('\n', said.Output.Concat(said.Error)));
    }

    private (string[] Output, string[] Error) Shell(string shell, string[] options, string script)
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, shell))))
            Assert.Inconclusive($"There is no {shell} here.");
        var start = new ProcessStartInfo(shell, shell == "pwsh" ? [.. options, script] : [.. options, "-c", script]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{_folder}{Path.PathSeparator}{start.Environment["PATH"]}";
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        var (_, output, error) = DotnetProcess.End(process);
        return (Lines(output), Lines(error));
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Length == text.Length ? text.Split('\n') : text[..^1].Split('\n');

    private static string Typed() => string.Join('\n', Words.Select(word => word.Typed));

    private string TypedFile()
    {
        var file = Path.Combine(_folder, "typed.txt");
        File.WriteAllText(file, Typed() + "\n");
        return file;
    }

    /// <summary>What follows the last = of the word at the cursor.</summary>
    private static string Behind(string typed, string offered)
    {
        var word = typed[(typed.LastIndexOf(' ') + 1)..];
        return offered.Length == 0 ? "" : offered[(word.LastIndexOf('=') + 1)..];
    }
}
