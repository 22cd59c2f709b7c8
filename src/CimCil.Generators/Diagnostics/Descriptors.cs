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
        "Experiment names must be unique in an assembly",
        "The name '{0}' is already that of '{1}'; give one of them another name",
        WellKnownDiagnosticTags.CompilationEnd);

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
        "'{0}' cannot be a setting: its type {1} is none of int, long, double, bool, string, an enum, a section, a type with [SettingFormat] or an IReadOnlyList of these; none of them may be nullable");

    public static readonly DiagnosticDescriptor RuleShape = Create(
        "CIMCIL011",
        "A rule must be a static method from its section to ConfigProblem?",
        "'{0}' cannot be a rule of '{1}': it must be a static method that takes one '{1}' and returns ConfigProblem?");

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
