namespace CimCil.Generators.Models;

/// <summary>The code of one member, as other assemblies read it.</summary>
/// <param name="Id">The member.</param>
/// <param name="Text">Its code (see <see cref="Evaluation.NodeText"/>).</param>
internal sealed record KnownCode(string Id, string Text);
