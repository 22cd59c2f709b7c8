using System.Runtime.InteropServices;
using CimCil.Foundation;
using Microsoft.ML.OnnxRuntime;

namespace CimCil.Onnx;

/// <summary>Starts ONNX Runtime's session of a model on the chosen provider. Nothing falls back in silence.</summary>
internal static class ProviderSession
{
    private static readonly ProviderKind[] Order = [ProviderKind.DirectMl, ProviderKind.Cuda, ProviderKind.Cpu];

    /// <summary>ONNX Runtime's process-wide part, which else would write its own warnings into the program's output.</summary>
    private static readonly Lazy<OrtEnv> Runtime = new(
        () =>
        {
            if (OrtEnv.IsCreated)
                return OrtEnv.Instance();
            var options = new EnvironmentCreationOptions { logId = "CimCil", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            return OrtEnv.CreateInstanceWithOptions(ref options);
        },
        LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Starts a session.</summary>
    /// <param name="model">The ONNX file.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="log">Takes which provider was taken and why.</param>
    /// <returns>The session, and its provider and adapter in words.</returns>
    /// <exception cref="ConfigurationException">The provider does not work here; with auto, none does.</exception>
    public static (InferenceSession Session, string Provider) Start(byte[] model, MaskSessionOptions options, Action<string> log)
    {
        if (options.Provider.Kind != ProviderKind.Auto)
        {
            var chosen = Start(model, options, options.Provider);
            log($"Provider: {chosen.Provider}");
            return chosen;
        }
        var available = Available();
        ProviderKind[] missing = [.. Order.Where(kind => !available.Contains(RuntimeName(kind)))];
        // One reason for all that the library lacks: mostly it is one for the CPU.
        var reasons = new List<string>();
        if (missing.Length > 0)
            reasons.Add($"{Environment.NewLine}  not {string.Join(" or ", missing.Select(ProviderChoice.NameOf))}: {ProviderFailure.NotBuiltIn(missing, available)}");
        foreach (var kind in Order.Except(missing))
        {
            try
            {
                var (session, provider) = Start(model, options, new ProviderChoice(kind));
                log($"Provider: {provider} (auto){string.Concat(reasons)}");
                return (session, provider);
            }
            catch (ConfigurationException failure) when (kind != ProviderKind.Cpu)
            {
                reasons.Add($"{Environment.NewLine}  not {ProviderChoice.NameOf(kind)}: {failure.Message}");
            }
        }
        throw new InvalidOperationException("The CPU is always tried.");
    }

    /// <summary>The providers of the library at hand, by ONNX Runtime's names.</summary>
    /// <exception cref="ConfigurationException">The library does not load.</exception>
    public static IReadOnlyList<string> Available()
    {
        try
        {
            return Runtime.Value.GetAvailableProviders();
        }
        catch (Exception failure) when (ProviderFailure.IsKnown(failure))
        {
            throw new ConfigurationException(ProviderFailure.Explain(ProviderKind.Cpu, null, failure, []));
        }
    }

    /// <summary>The adapters of a GPU's provider, or why there is none that can be used.</summary>
    /// <exception cref="ConfigurationException">The provider cannot be used here.</exception>
    public static IReadOnlyList<Adapter> Adapters(ProviderKind kind)
    {
        var available = Available();
        if (!available.Contains(RuntimeName(kind)))
            throw new ConfigurationException(ProviderFailure.NotBuiltIn([kind], available));
        // Loaded here, it is found by ONNX Runtime whichever folder it lies in.
        if (kind == ProviderKind.DirectMl && !NativeLibrary.TryLoad("DirectML.dll", typeof(InferenceSession).Assembly, null, out _))
            throw new ConfigurationException(ProviderFailure.NoDirectMlLibrary());
        var adapters = Adapter.Of(kind);
        return adapters.Count > 0 ? adapters : throw new ConfigurationException(ProviderFailure.NoAdapter(kind));
    }

    /// <summary>ONNX Runtime's name of a provider.</summary>
    private static string RuntimeName(ProviderKind kind) => kind switch
    {
        ProviderKind.DirectMl => "DmlExecutionProvider",
        ProviderKind.Cuda => "CUDAExecutionProvider",
        _ => "CPUExecutionProvider",
    };

    private static (InferenceSession Session, string Provider) Start(byte[] model, MaskSessionOptions options, ProviderChoice choice)
    {
        var adapters = choice.Kind == ProviderKind.Cpu ? [] : Adapters(choice.Kind);
        var adapter = choice.Kind == ProviderKind.Cpu ? null : Adapter.Choose(choice.Adapter, adapters);
        var words = adapter is null ? null : $"{adapter.Index} ({adapter.Name})";
        _ = Available();
        try
        {
            using var settings = Settings(options, choice.Kind, adapter?.Index ?? 0);
            return (new InferenceSession(model, settings), words is null ? choice.Name : $"{choice.Name} on adapter {words}");
        }
        catch (Exception failure) when (ProviderFailure.IsKnown(failure))
        {
            throw new ConfigurationException(ProviderFailure.Explain(choice.Kind, words, failure, adapters));
        }
    }

    private static SessionOptions Settings(MaskSessionOptions options, ProviderKind kind, int adapter)
    {
        var settings = new SessionOptions
        {
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        try
        {
            if (options.ThreadCount is { } threads)
                settings.IntraOpNumThreads = threads;
            if (options.ProfilePrefix is { } prefix)
            {
                settings.ProfileOutputPathPrefix = prefix;
                settings.EnableProfiling = true;
            }
            if (kind == ProviderKind.DirectMl)
            {
                // DirectML takes neither parallel execution nor memory patterns.
                settings.EnableMemoryPattern = false;
                settings.AppendExecutionProvider_DML(adapter);
            }
            if (kind == ProviderKind.Cuda)
                settings.AppendExecutionProvider_CUDA(adapter);
            if (kind != ProviderKind.Cpu && options.CpuNodes == CpuNodes.Refuse)
                settings.AddSessionConfigEntry("session.disable_cpu_ep_fallback", "1");
            return settings;
        }
        catch
        {
            settings.Dispose();
            throw;
        }
    }
}
