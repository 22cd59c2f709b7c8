namespace CimCil.Generators.Models;

/// <summary>One record marked <c>[ConfigSection]</c>.</summary>
/// <param name="Record">The record.</param>
/// <param name="PartsOwner">The record that declares the parts which it inherits, with <c>global::</c>.</param>
/// <param name="Kind">The name of the choice; empty where only one section fits.</param>
/// <param name="Summary">What its documentation says.</param>
/// <param name="Settings">The settings that it adds to those of its base.</param>
/// <param name="Rules">The rules over several settings that it adds.</param>
/// <param name="Equality">How much of the record's equality the generator writes, because a list does not compare by its items.</param>
/// <param name="Compared">
/// Every setting, where an unmarked base has a list: the compiler compares that list by reference, so the base's equality is of no use.
/// Otherwise empty, for the base is asked.
/// </param>
internal sealed record SectionModel(
    RecordModel Record,
    string PartsOwner,
    string Kind,
    string Summary,
    EquatableArray<SettingModel> Settings,
    EquatableArray<CrossRuleModel> Rules,
    SectionEquality Equality,
    EquatableArray<SettingModel> Compared);

internal enum SectionEquality
{
    FromCompiler,

    /// <summary><c>Equals</c> and <c>GetHashCode</c>.</summary>
    Generated,

    /// <summary><c>Equals</c> alone: the record has a <c>GetHashCode</c> of its own.</summary>
    WithoutHash,
}

/// <summary>One setting.</summary>
/// <param name="Name">The name as typed and as in JSON.</param>
/// <param name="PropertyName">The property, as code writes it.</param>
/// <param name="TypeName">Its type with <c>global::</c>.</param>
/// <param name="Kind">What the type is.</param>
/// <param name="SchemaType">The expression of its schema type; the type itself for a section.</param>
/// <param name="Rules">Expressions that make its rules.</param>
/// <param name="Summary">What its documentation says.</param>
/// <param name="Effect">Whether it decides numbers.</param>
internal sealed record SettingModel(
    string Name,
    string PropertyName,
    string TypeName,
    SettingKind Kind,
    string SchemaType,
    EquatableArray<string> Rules,
    string Summary,
    SettingEffect Effect);

internal enum SettingKind
{
    Value,
    List,
    Section,
}

internal enum SettingEffect
{
    Deciding,
    Operational,
}

/// <summary>One rule over several settings.</summary>
/// <param name="Words">The rule in words.</param>
/// <param name="Method">The static method that checks it, with the record that declares it.</param>
/// <param name="ParameterType">What the method takes, with <c>global::</c>.</param>
internal sealed record CrossRuleModel(string Words, string Method, string ParameterType);
