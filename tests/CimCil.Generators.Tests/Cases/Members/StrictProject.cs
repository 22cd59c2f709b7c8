// No warning stands in generated code, whatever a project asks for.
// nullable: disable
// analysis: all
// doc: Case.xml
// bare:
using CimCil.Configuration;

[assembly: System.CLSCompliant(false)]
[assembly: System.Reflection.AssemblyVersion("1.0.0.0")]
[assembly: System.Runtime.InteropServices.ComVisible(false)]

namespace Consumer.Sections
{
    /// <summary>A section.</summary>
    [ConfigSection]
    public sealed partial record Strict : ConfigSection
    {
        /// <summary>A list.</summary>
        [Positive]
        public System.Collections.Generic.IReadOnlyList<double> Rates { get; init; } = [];

        /// <summary>A number.</summary>
        [Between(0, 1)]
        public double Share { get; init; }

        /// <summary>A text.</summary>
        public string Text { get; init; } = "";
    }
}
