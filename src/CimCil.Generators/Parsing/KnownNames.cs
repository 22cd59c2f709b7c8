namespace CimCil.Generators.Parsing;

/// <summary>The types of the library, which the generator knows by name alone.</summary>
internal static class KnownNames
{
    public const string Namespace = "CimCil.Configuration";
    public const string ExperimentAttribute = Namespace + ".ExperimentAttribute";
    public const string ConfigSectionAttribute = Namespace + ".ConfigSectionAttribute";
    public const string ConfigSection = Namespace + ".ConfigSection";
    public const string Experiment = Namespace + ".Experiment";
    public const string ValueRuleAttribute = Namespace + ".ValueRuleAttribute";
    public const string RuleAttribute = Namespace + ".RuleAttribute";
    public const string OperationalAttribute = Namespace + ".OperationalAttribute";
    public const string ReadWhenAttribute = Namespace + ".ReadWhenAttribute";
    public const string KnownCodeAttribute = Namespace + ".Schema.KnownCodeAttribute";
    public const string ConfigProblem = Namespace + ".ConfigProblem";
    public const string Budget = Namespace + ".Budget";
    public const string PhasePlan = Namespace + ".PhasePlan";
    public const string RegistrationAttribute = Namespace + ".Schema.RegistrationAttribute";
    public const string SettingFormatAttribute = Namespace + ".SettingFormatAttribute";
}
