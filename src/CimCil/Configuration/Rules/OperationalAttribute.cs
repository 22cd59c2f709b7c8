namespace CimCil.Configuration;

/// <summary>
/// A setting that says where or how fast a run works but not what it computes (a folder, a device). It is left out of the
/// fingerprint and may change between a run and its resumption.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OperationalAttribute : Attribute;
