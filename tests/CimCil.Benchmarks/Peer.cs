using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CimCil.Benchmarks;

/// <summary>tests/python/peer.py in a process of its own: the same stages in plain PyTorch.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    public Peer(string python)
    {
        var script = FindScript();
        _process = Process.Start(new ProcessStartInfo(python, [script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>The version of its PyTorch, once a stage is set up.</summary>
    public string Version { get; private set; } = "";

    public void Prepare(JsonObject settings) => Version = Ask(settings)["torch"]!.GetValue<string>();

    /// <summary>Milliseconds of each run; a run repeats the stage.</summary>
    public double[] Run(int count, int repeat) =>
        [.. Ask(new JsonObject { ["run"] = count, ["repeat"] = repeat })["milliseconds"]!.AsArray().Select(time => time!.GetValue<double>())];

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(10000))
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private JsonNode Ask(JsonObject question)
    {
        _process.StandardInput.WriteLine(question.ToJsonString(JsonSerializerOptions.Default));
        _process.StandardInput.Flush();
        return JsonNode.Parse(_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The peer ended; its message stands above."))!;
    }

    private static string FindScript()
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            var script = Path.Combine(folder.FullName, "tests", "python", "peer.py");
            if (File.Exists(script))
                return script;
        }
        throw new FileNotFoundException("tests/python/peer.py is not above the working directory: start the benchmark from the project's folder.");
    }
}
