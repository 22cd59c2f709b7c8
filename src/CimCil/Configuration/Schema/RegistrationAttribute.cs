using System.ComponentModel;

namespace CimCil.Configuration.Schema;

/// <summary>
/// Written by the source generator into an assembly that has experiments or sections, or that references one that has: a program
/// that references the assembly loads it, and no name is given twice.
/// </summary>
/// <param name="registration">A public type of the assembly; a program that runs its module's initializer has what the assembly registers.</param>
/// <param name="experiments">The names of its experiments.</param>
/// <param name="sections">Its sections that have a kind.</param>
[AttributeUsage(AttributeTargets.Assembly)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RegistrationAttribute(Type registration, string[] experiments, Type[] sections) : Attribute
{
    /// <summary>A public type of the assembly.</summary>
    public Type Registration { get; } = registration;

    /// <summary>The names of its experiments.</summary>
    public IReadOnlyList<string> Experiments { get; } = experiments;

    /// <summary>Its sections that have a kind.</summary>
    public IReadOnlyList<Type> Sections { get; } = sections;
}
