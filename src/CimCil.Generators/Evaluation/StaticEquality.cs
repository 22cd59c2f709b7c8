using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Evaluation;

/// <summary>Compares values as records and constants compare.</summary>
internal static class StaticEquality
{
    /// <summary>Whether the values are equal; null where that cannot be told.</summary>
    public static bool? AreEqual(StaticValue left, StaticValue right) => (left, right) switch
    {
        (ConstantValue { Value: var first }, ConstantValue { Value: var second }) => AreEqual(first, second),
        (ConstantValue { Value: null }, ObjectValue or ListValue or FunctionValue) or (ObjectValue or ListValue or FunctionValue, ConstantValue { Value: null }) => false,
        (ObjectValue first, ObjectValue second) => AreEqual(first, second),
        (ListValue first, ListValue second) when first.Items.Length == second.Items.Length && !first.Items.IsEmpty => All(first.Items.Zip(second.Items, AreEqual)),
        _ => null,
    };

    private static bool? AreEqual(object? left, object? right)
    {
        // A number in a box is no other type's number.
        if (left is not null && right is not null && left.GetType() != right.GetType())
            return null;
        // What is not a number equals itself in a pattern and a list, and not in a comparison.
        return left is double.NaN && right is double.NaN ? null : Equals(left, right);
    }

    /// <summary>Objects of one type whose known fields are equal; anything else is left open.</summary>
    private static bool? AreEqual(ObjectValue left, ObjectValue right)
    {
        // A class is compared by reference, and one value stands for many objects.
        if (!left.Type.IsValueType && !left.Type.IsRecord)
            return null;
        if (ReferenceEquals(left, right))
            return true;
        if (left.Knowledge != Knowledge.All || right.Knowledge != Knowledge.All || !SymbolEqualityComparer.Default.Equals(left.Type, right.Type) || left.Fields.Count != right.Fields.Count)
            return null;
        return All(left.Fields.Select(field => right.Fields.TryGetValue(field.Key, out var other) ? AreEqual(field.Value, other) : null));
    }

    /// <summary>Never false: what differs in a field may still be equal by a comparison of its own.</summary>
    private static bool? All(IEnumerable<bool?> parts) => parts.All(part => part == true) ? true : null;
}
