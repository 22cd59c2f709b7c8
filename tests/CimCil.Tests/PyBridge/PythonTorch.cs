using System.Diagnostics;

namespace CimCil.Tests.PyBridge;

/// <summary>
/// A Python with PyTorch, for tests against the real thing: <c>python3</c>, or what CIMCIL_PYTHON names. Where there is none the test is
/// skipped with the reason, unless CIMCIL_REQUIRE_PYTHON is 1.
/// </summary>
internal static class PythonTorch
{
    private static readonly Lazy<string?> Missing = new(() => FindMissing("torch, torchvision, numpy", "python3-torch python3-torchvision"));

    private static readonly Lazy<string?> MissingOnnx = new(() => FindMissing("onnx", "python3-onnx"));

    /// <summary>Ends the test here where Python's torch is missing.</summary>
    public static void Require() => Require(Missing.Value);

    /// <summary>Ends the test here where Python's onnx is missing.</summary>
    public static void RequireOnnx() => Require(MissingOnnx.Value);

    /// <summary>Ends the test here where torch or onnx is missing, which exporting a network needs both.</summary>
    public static void RequireExport() => Require(Missing.Value ?? MissingOnnx.Value);

    private static void Require(string? missing)
    {
        if (missing is not { } reason)
            return;
        if (Environment.GetEnvironmentVariable("CIMCIL_REQUIRE_PYTHON") == "1")
            Assert.Fail(reason);
        Assert.Inconclusive(reason);
    }

    /// <summary>Runs a script of tests/python; its output is the message where it fails.</summary>
    public static void Run(string script, params string[] arguments)
    {
        var (exitCode, output) = Start([FindScript(script), .. arguments]);
        Assert.AreEqual(0, exitCode, $"{script} {string.Join(' ', arguments)}: {output}");
    }

    private static string? FindMissing(string modules, string packages)
    {
        try
        {
            var (exitCode, output) = Start(["-c", $"import {modules}"]);
            return exitCode == 0 ? null : $"Python's {modules} are missing (Debian: apt install {packages}): {output.Trim().Split('\n')[^1]}";
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            return $"Python is missing; name one with {modules} in CIMCIL_PYTHON: {failure.Message}";
        }
    }

    private static (int ExitCode, string Output) Start(IEnumerable<string> arguments)
    {
        // A project's own python3 may stand before the system's, which is the one with the packages of apt.
        var python = Environment.GetEnvironmentVariable("CIMCIL_PYTHON") is { Length: > 0 } named ? named : File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        using var process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    private static string FindScript(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var script = Path.Combine(folder.FullName, "tests", "python", name);
            if (File.Exists(script))
                return script;
        }
        throw new FileNotFoundException($"No tests/python/{name} above {AppContext.BaseDirectory}.");
    }
}
