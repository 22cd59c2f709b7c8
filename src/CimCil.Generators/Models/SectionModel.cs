namespace CimCil.Generators.Models;

/// <summary>One record marked <c>[ConfigSection]</c>.</summary>
/// <param name="Record">The record.</param>
/// <param name="BaseName">The base record with <c>global::</c>.</param>
/// <param name="Kind">The name of the choice; empty where only one section fits.</param>
/// <param name="Summary">What its documentation says.</param>
/// <param name="Settings">The settings that it adds to those of its base.</param>
/// <param name="Rules">The rules over several settings that it adds.</param>
/// <param name="Equality">Whether the generator writes the record's equality, because a list does not compare by its items.</param>
internal sealed record SectionModel(
    RecordModel Record,
    string BaseName,
    string Kind,
    string Summary,
    EquatableArray<SettingModel> Settings,
    EquatableArray<CrossRuleModel> Rules,
    SectionEquality Equality);

internal enum SectionEquality
{
    FromCompiler,
    Generated,
}

/// <summary>One setting.</summary>
/// <param name="PropertyName">The property.</param>
/// <param name="TypeName">Its type with <c>global::</c>.</param>
/// <param name="Kind">What the type is.</param>
/// <param name="SchemaType">The expression of its schema type; the type itself for a section.</param>
/// <param name="Rules">Expressions that make its rules.</param>
/// <param name="Summary">What its documentation says.</param>
/// <param name="Effect">Whether it decides numbers.</param>
internal sealed record SettingModel(
    string PropertyName,
    string TypeName,
    SettingKind Kind,
    string SchemaType,
    EquatableArray<string> Rules,
    string Summary,
    SettingEffect Effect)
{
    /// <summary>The name as typed and as in JSON.</summary>
    public string Name => Casing.Camel(PropertyName);
}

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
/// <param name="MethodName">The static method that checks it.</param>
internal sealed record CrossRuleModel(string Words, string MethodName);
