using CimCil.Foundation;
using CimCil.Sweeps;

/// <summary>What was typed.</summary>
internal sealed record StudyOptions
{
    /// <summary>What a timer can wait.</summary>
    private const double MostMinutes = 60_000;

    public string Folder { get; init; } = Path.Combine("runs", "mask-study");

    /// <summary>Null for the usual place.</summary>
    public string? Results { get; init; }

    public string ResultFolder => Results ?? (Quick ? Folder : Path.Combine("experiments", "mask-study"));

    public string Seeds { get; init; } = "1-5";

    public int Jobs { get; init; } = 2;

    public string Device { get; init; } = "cpu";

    public double? Minutes { get; init; }

    public string Only { get; init; } = "";

    public bool Quick { get; init; }

    public bool ReportOnly { get; init; }

    public static StudyOptions? Read(string[] args)
    {
        var options = new StudyOptions();
        if (args.Contains("--quick"))
            options = options with { Quick = true, Seeds = "1-2", Folder = Path.Combine("runs", "mask-study-quick") };
        for (var i = 0; i < args.Length; i++)
        {
            string? Value() => i + 1 < args.Length ? args[++i] : null;
            var read = args[i] switch
            {
                "--quick" => options,
                "--report" => options with { ReportOnly = true },
                "--folder" => Value() is { } folder ? options with { Folder = folder } : null,
                "--results" => Value() is { } results ? options with { Results = results } : null,
                "--seeds" => Value() is { } seeds ? options with { Seeds = seeds } : null,
                "--only" => Value() is { } only ? options with { Only = only } : null,
                "--device" => Value() is { } device ? options with { Device = device } : null,
                "--jobs" => int.TryParse(Value(), out var jobs) && jobs > 0 ? options with { Jobs = jobs } : null,
                "--minutes" => !OperatingSystem.IsWindows() && double.TryParse(Value(), out var minutes) && minutes is > 0 and < MostMinutes ? options with { Minutes = minutes } : null,
                _ => null,
            };
            if (read is null)
            {
                Console.Error.WriteLine($"'{args[i]}' is no option of the study, or its value is none. The head of tests/MaskStudy.cs has them all.");
                return null;
            }
            options = read;
        }
        try
        {
            SeedList.Parse(options.Seeds);
            return options;
        }
        catch (ConfigurationException mistake)
        {
            Console.Error.WriteLine(mistake.Message);
            return null;
        }
    }
}
