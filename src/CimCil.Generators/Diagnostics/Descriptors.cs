using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Diagnostics;

/// <summary>Every diagnostic; each has a page in docs/diagnostics.</summary>
internal static class Descriptors
{
    public static readonly DiagnosticDescriptor ExperimentShape = Create(
        "CIMCIL001",
        "An experiment must be a partial sealed record that derives from Experiment",
        "'{0}' cannot be an experiment: {1}");

    public static readonly DiagnosticDescriptor DuplicateName = Create(
        "CIMCIL002",
        "Experiment names must be unique in a program",
        "The name '{0}' is already that of '{1}'; give one of them another name");

    public static readonly DiagnosticDescriptor BrokenRule = Create(
        "CIMCIL003",
        "A setting must obey its rule",
        "{0}");

    public static readonly DiagnosticDescriptor Phases = Create(
        "CIMCIL004",
        "The phases must cover the classes",
        "{0}");

    public static readonly DiagnosticDescriptor RefreshInterval = Create(
        "CIMCIL005",
        "The mask must be refreshed within a phase",
        "{0}");

    public static readonly DiagnosticDescriptor NetworkFit = Create(
        "CIMCIL006",
        "The network must leave the learner a feature map",
        "{0}");

    public static readonly DiagnosticDescriptor BudgetPerClass = Create(
        "CIMCIL007",
        "The budget must hold an exemplar of every class",
        "{0}");

    public static readonly DiagnosticDescriptor NeverRead = Create(
        "CIMCIL008",
        "A setting is never read",
        "{0} is never read: {1}",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor SectionShape = Create(
        "CIMCIL009",
        "A section must be a partial record that derives from ConfigSection",
        "'{0}' cannot be a section: {1}");

    public static readonly DiagnosticDescriptor SettingType = Create(
        "CIMCIL010",
        "A setting must have a type that can be typed and written",
        "'{0}' cannot be a setting: {1}");

    public static readonly DiagnosticDescriptor RuleShape = Create(
        "CIMCIL011",
        "A rule must be a static method from its section to ConfigProblem?",
        "'{0}' cannot be a rule of '{1}': {2}");

    public static readonly DiagnosticDescriptor Name = Create(
        "CIMCIL020",
        "Names of experiments and kinds of sections must be in kebab case",
        "'{0}' cannot be the {1} of '{2}': {3}; use '{4}'");

    public static readonly DiagnosticDescriptor Kind = Create(
        "CIMCIL021",
        "A section must have a kind of its own in its family",
        "{0}");

    public static readonly DiagnosticDescriptor Key = Create(
        "CIMCIL022",
        "A setting must have a name of its own",
        "'{0}' cannot be a setting: {1}");

    public static readonly DiagnosticDescriptor NoSetting = Create(
        "CIMCIL023",
        "A public value of a section should be a setting",
        "'{0}' is no setting: {1}",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor NotListed = Create(
        "CIMCIL024",
        "An experiment should be in the catalogue",
        "Experiment '{0}' is not in the catalogue, because no other file can name '{1}'; make it internal or public",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor ValueRule = Create(
        "CIMCIL025",
        "A rule must fit the setting that it stands on",
        "[{0}] does not fit '{1}': {2}");

    public static readonly DiagnosticDescriptor GeneratedName = Create(
        "CIMCIL026",
        "The names of generated members must be free",
        "'{0}' clashes with what CimCil generates for '{1}': {2}");

    public static readonly DiagnosticDescriptor LanguageVersion = Create(
        "CIMCIL027",
        "CimCil needs C# 12 or later",
        "This project is compiled as C# {0}, and what CimCil generates needs C# 12 or later; remove LangVersion from the project, or raise it");

    public static readonly DiagnosticDescriptor Failure = Create(
        "CIMCIL028",
        "The generator failed on a record",
        "CimCil's generator failed on '{0}', and the other records were generated: {1}; please report it with the record");

    public static readonly DiagnosticDescriptor RulePath = Create(
        "CIMCIL029",
        "A problem must name a setting of its section",
        "'{0}' names no setting of '{1}'. {2}");

    public static readonly DiagnosticDescriptor SettingsDisagree = Create(
        "CIMCIL040",
        "The settings of a section must agree",
        "{0}");

    public static readonly DiagnosticDescriptor RefusedArguments = Create(
        "CIMCIL041",
        "A factory must be given what it accepts",
        "{0}");

    /// <summary>The diagnostic of a rule over a whole experiment, by the setting that the rule is about; null for rules of a user.</summary>
    public static DiagnosticDescriptor? OfExperiment(string path) => path switch
    {
        "phases.classes" => Phases,
        "mask.refreshInterval" => RefreshInterval,
        "network.stageBlocks" => NetworkFit,
        "memory.budget" => BudgetPerClass,
        _ => null,
    };

    private static DiagnosticDescriptor Create(string id, string title, string message, params string[] tags) =>
        new(id, title, message, "CimCil", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(id), customTags: tags);

    private static DiagnosticDescriptor Create(string id, string title, string message, DiagnosticSeverity severity) =>
        new(id, title, message, "CimCil", severity, isEnabledByDefault: true, helpLinkUri: Page(id));

    private static string Page(string id) => $"{DocumentationBase.Value}/{id}.md";
}
