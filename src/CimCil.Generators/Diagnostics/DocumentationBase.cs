using System.Reflection;

namespace CimCil.Generators.Diagnostics;

/// <summary>Where the pages of the diagnostics are, as the build was told (<c>CimCilDocumentationBase</c>).</summary>
internal static class DocumentationBase
{
    public static string Value { get; } = typeof(DocumentationBase).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(entry => entry.Key == "CimCilDocumentationBase").Value!.TrimEnd('/');
}
