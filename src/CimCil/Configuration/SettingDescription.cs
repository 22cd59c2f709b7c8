namespace CimCil.Configuration;

/// <summary>One setting as <c>cimcil describe</c> shows it; all values are texts in the invariant culture.</summary>
/// <param name="Path">Dotted path, such as <c>mask.threshold</c>.</param>
/// <param name="Type">What may be typed, such as <c>number</c> or <c>stop | skip</c>.</param>
/// <param name="Unit">The unit, such as <c>epochs</c>; empty where none applies.</param>
/// <param name="Default">The value that the section has unless an experiment changes it.</param>
/// <param name="Value">The value in this experiment.</param>
/// <param name="Rule">The rule in words, such as <c>from 0 to 1</c>; empty where every value of the type is allowed.</param>
/// <param name="Summary">The first paragraph of the setting's documentation.</param>
public sealed record SettingDescription(string Path, string Type, string Unit, string Default, string Value, string Rule, string Summary);
