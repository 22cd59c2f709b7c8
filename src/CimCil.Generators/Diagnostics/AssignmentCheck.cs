using CimCil.Generators.Evaluation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CimCil.Generators.Diagnostics;

/// <summary>Checks a value that is given to a setting of a section that is there already.</summary>
internal static class AssignmentCheck
{
    public static void Run(Interpreter interpreter, ValueReports reports, ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target, ISymbol container)
    {
        if (assignment.Parent is IObjectOrCollectionInitializerOperation || ExpressionCheck.IsPartOfARecord(container))
            return;
        try
        {
            var value = interpreter.Run(new Lowering(static _ => { }).Lower(assignment.Value));
            if (interpreter.Rules.Broken(SectionRules.Declaring(target.Property), value) is var (text, rule) && !DeadCode.Contains(interpreter, assignment))
                reports.Report(Descriptors.BrokenRule, assignment.Value.Syntax.GetLocation(), $"{target.Property.Name} is {text}: {rule}");
        }
        catch (ThrownException)
        {
            // The call is looked at by itself.
        }
    }
}
