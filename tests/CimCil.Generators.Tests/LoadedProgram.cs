using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace CimCil.Generators.Tests;

/// <summary>A compiled program with a library of its own, so that programs share no registry.</summary>
internal sealed class LoadedProgram : IDisposable
{
    private readonly AssemblyLoadContext _context = new("program", isCollectible: true);
    private readonly Assembly _library;
    private readonly Assembly _program;

    public LoadedProgram(string folder, string name)
    {
        var own = Path.GetDirectoryName(typeof(Configuration.Experiment).Assembly.Location)!;
        _context.Resolving += (context, wanted) => new[] { folder, own }.Select(place => Path.Combine(place, wanted.Name + ".dll")).FirstOrDefault(File.Exists) is { } path
            ? context.LoadFromAssemblyPath(path)
            : null;
        _library = _context.LoadFromAssemblyPath(typeof(Configuration.Experiment).Assembly.Location);
        _program = _context.LoadFromAssemblyPath(Path.Combine(folder, name + ".dll"));
    }

    /// <summary>The names of <c>cimcil list</c> in a program that has just begun.</summary>
    public IReadOnlyList<string> ListExperiments()
    {
        RuntimeHelpers.RunModuleConstructor(_program.ManifestModule.ModuleHandle);
        dynamic entries = Static("CimCil.Configuration.ExperimentRegistry", "All");
        var names = new List<string>();
        foreach (var entry in entries)
            names.Add(entry.Name);
        return names;
    }

    /// <summary>The problems of every experiment and section that can be made without arguments.</summary>
    public IReadOnlyList<string> Validate()
    {
        var family = _library.GetType("CimCil.Configuration.ConfigSection", throwOnError: true)!;
        var problems = new List<string>();
        foreach (var type in _program.GetTypes().Where(type => family.IsAssignableFrom(type) && type is { IsAbstract: false, ContainsGenericParameters: false }))
        {
            dynamic section = Activator.CreateInstance(type, nonPublic: true)!;
            foreach (var problem in section.Validate())
                problems.Add(problem.ToString());
        }
        return problems;
    }

    /// <summary>The problems of one record.</summary>
    public IReadOnlyList<string> Validate(string record)
    {
        dynamic section = Activator.CreateInstance(_program.GetType(record, throwOnError: true)!)!;
        var problems = new List<string>();
        foreach (var problem in section.Validate())
            problems.Add(problem.ToString());
        return problems;
    }

    /// <summary>
    /// What is wrong with the program although it was compiled: a record that is not valid or was not completed, an experiment that is not
    /// listed, or JSON that gives another experiment; null when nothing is.
    /// </summary>
    public string? Complaint()
    {
        try
        {
            if (Validate() is [var problem, ..])
                return $"a problem is found: {problem}";
            var listed = ListExperiments();
            foreach (var type in _program.GetTypes().Where(type => !type.IsAbstract && IsMarked(type, "Experiment")))
            {
                dynamic experiment = Activator.CreateInstance(type, nonPublic: true)!;
                if (!listed.Contains((string)experiment.Name))
                    return $"{experiment.Name} is not listed";
                var read = ReadBack(experiment);
                // A type of the program's own can be a setting and need not say when two of it are equal: then what was read is never equal to a copy either.
                if ((string)experiment.ToJson() != (string)read.ToJson() || (!experiment.Equals(read) && read.Equals(ReadBack(read))))
                    return $"{experiment.Name} is another one when it is read back";
            }
            return null;
        }
        catch (Exception failure)
        {
            return $"a failure: {(failure as TargetInvocationException)?.InnerException ?? failure}".ReplaceLineEndings(" ");
        }
    }

    private dynamic ReadBack(dynamic experiment) =>
        _library.GetType("CimCil.Configuration.ExperimentRegistry", throwOnError: true)!.GetMethod("FromJson")!.Invoke(null, [(string)experiment.ToJson()])!;

    private static bool IsMarked(Type type, string attribute) => type.GetCustomAttributesData().Any(mark => mark.AttributeType.FullName == $"CimCil.Configuration.{attribute}Attribute");

    public void Dispose() => _context.Unload();

    private object Static(string type, string property) => _library.GetType(type, throwOnError: true)!.GetProperty(property)!.GetValue(null)!;
}
