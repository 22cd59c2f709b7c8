using Microsoft.Playwright;

namespace CimCil.Cli.Tests;

/// <summary>The browser of this machine, headless.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>Where it is; ends the test as not run where there is none, or as failed when CIMCIL_REQUIRE_CHROMIUM is 1.</summary>
    public static string Require()
    {
        var named = Environment.GetEnvironmentVariable("CIMCIL_CHROMIUM");
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var found = named ?? folders.SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        if (found is not null)
            return found;
        const string Reason = "No Chromium: install it (Debian: apt-get install chromium), or name one with CIMCIL_CHROMIUM.";
        if (Environment.GetEnvironmentVariable("CIMCIL_REQUIRE_CHROMIUM") == "1")
            Assert.Fail(Reason);
        Assert.Inconclusive(Reason);
        return "";
    }

    /// <summary>Starts it.</summary>
    public static Task<IBrowser> StartAsync(IPlaywright playwright, string path, params string[] arguments) =>
        playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = ["--no-sandbox", .. arguments] });
}
