// Code that uses what would have been generated has no second error.
namespace User;
[Experiment("mine")]
public sealed partial record {|CIMCIL001:Mine|}<T> : Base;
public static class Program { public static Base Read(string json) => Mine<int>.FromJson(json); public static int Count => Consumer.ExperimentCatalogue.All.Count; }
