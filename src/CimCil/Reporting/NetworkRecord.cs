namespace CimCil.Reporting;

/// <summary>What a network came to over the phases.</summary>
/// <param name="Name">Its name among the scored networks.</param>
/// <param name="Average">Average incremental accuracy, percent.</param>
/// <param name="Last">Last accuracy, percent.</param>
/// <param name="Forgetting">Points.</param>
/// <param name="Matrix">Row t after phase t, column j on the classes of phase j, percent.</param>
internal sealed record NetworkRecord(string Name, double Average, double Last, double Forgetting, IReadOnlyList<IReadOnlyList<double>> Matrix);
