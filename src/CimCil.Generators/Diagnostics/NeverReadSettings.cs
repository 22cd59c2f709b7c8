using CimCil.Generators.Evaluation;
using CimCil.Generators.Models;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Generators.Diagnostics;

/// <summary>Finds settings that are set although another setting makes them meaningless.</summary>
internal sealed class NeverReadSettings(Interpreter interpreter, ValueReports reports)
{
    /// <param name="section">The section to look into, and all sections in it.</param>
    /// <param name="isFinal">Whether nobody changes the setting of that name later.</param>
    public void Report(ObjectValue section, Func<string, bool> isFinal)
    {
        foreach (var setting in interpreter.Rules.Settings(section.Type))
        {
            var value = interpreter.Read(section, setting);
            if (value is ObjectValue child && setting.Type.DerivesFrom(KnownNames.ConfigSection))
                Report(child, isFinal);
            else if (value.Written is { } written && section.Call is null && setting.Attribute(KnownNames.ReadWhenAttribute) is { ConstructorArguments: [{ Value: string other }, var wanted] } && isFinal(Casing.Camel(other)) && !IsDefault(setting, written))
                Check(section, setting, written, other, wanted);
        }
    }

    private static bool IsDefault(IPropertySymbol setting, SyntaxNode written) =>
        setting.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == written.SyntaxTree && reference.Span.Contains(written.Span));

    private void Check(ObjectValue section, IPropertySymbol setting, SyntaxNode written, string other, TypedConstant wanted)
    {
        var property = interpreter.Rules.Settings(section.Type).FirstOrDefault(candidate => candidate.Name == other);
        if (property is null || wanted.Kind is TypedConstantKind.Array or TypedConstantKind.Type || !interpreter.Read(section, property).Alternatives.All(actual => actual is ConstantValue { Value: { } value } && !Equals(value, wanted.Value)))
            return;
        var member = wanted.Type?.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, wanted.Value))?.Name;
        var place = written.Parent is AssignmentExpressionSyntax assignment && assignment.Right == written ? assignment : written;
        reports.Report(Descriptors.NeverRead, place.GetLocation(), setting.Name, $"it counts only when {other} is {member ?? wanted.Value}");
    }
}
