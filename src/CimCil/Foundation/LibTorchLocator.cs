using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace CimCil.Foundation;

/// <summary>
/// Finds and loads the native half of TorchSharp, whatever the machine's C++ runtime. The runtime asks it only when the
/// library does not load by itself, so commands without tensors never touch it.
/// </summary>
/// <remarks>
/// <para>
/// The shipped <c>libLibTorchSharp.so</c> asks for symbol version GLIBCXX_3.4.32 (GCC 13), which Debian 12 and Ubuntu 22.04
/// lack, for the sake of one symbol that is never called. <see cref="ElfSymbolVersion"/> makes that requirement weak in a copy.
/// </para>
/// <para>
/// <see cref="DirectoryVariable"/> names a folder with an existing libtorch (such as a Python installation's
/// <c>torch/lib</c>), which is then used instead of a package's.
/// </para>
/// </remarks>
public static partial class LibTorchLocator
{
    /// <summary>The environment variable that names a folder with libtorch.</summary>
    public const string DirectoryVariable = "CIMCIL_LIBTORCH";

    private const string BridgeName = "LibTorchSharp";
    private const string PortableMark = ".portable";
    private const string NewerRuntimeVersion = "GLIBCXX_3.4.32";

    private static readonly Lazy<nint> Bridge = new(LoadBridge);

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "TorchSharp loads its native library in a static constructor; nothing later is early enough.")]
    internal static void Install()
    {
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;
        LetWaitingThreadsSleep();
        NativeMemory.KeepWhatIsFreed();
        LetGpuMemoryGrow();
        // Libraries that are loaded already win over those that the bridge would find beside itself.
        if (NamedDirectory is { } folder)
            Preload(folder, []);
    }

    /// <summary>Loads libtorch now, so that what is wrong with it is one message instead of a failed type initializer later.</summary>
    /// <exception cref="CimCilException">It does not load; the message says what was tried and what to do.</exception>
    public static void EnsureLoaded()
    {
        if (NamedDirectory is { } folder && !HasLibTorch(folder))
            throw new CimCilException($"{DirectoryVariable} is {folder}, which holds no {LibraryFile("torch_cpu")}: it must name a folder with libtorch 2.10, such as a Python installation's torch/lib. Correct it, or unset it to use the package's own.");
        try
        {
            TorchSharp.torch.InitializeDeviceType(TorchSharp.DeviceType.CPU);
        }
        catch (TypeInitializationException failure) when (failure.GetBaseException() is CimCilException cause)
        {
            throw cause;
        }
        catch (Exception failure) when (failure is TypeInitializationException or NotSupportedException or DllNotFoundException)
        {
            throw new CimCilException(Explain([LastLine(failure.GetBaseException().Message)], null), failure);
        }
    }

    private static nint Resolve(Assembly assembly, string name) => Path.GetFileNameWithoutExtension(name) switch
    {
        BridgeName or "lib" + BridgeName => Bridge.Value,
        _ => 0,
    };

    private static nint LoadBridge()
    {
        var attempts = new List<string>();
        var libTorch = PreloadLibTorch(attempts);
        foreach (var candidate in BridgeCandidates().Where(File.Exists))
        {
            if (TryLoad(candidate, attempts, out var handle))
                return handle;
            if (OperatingSystem.IsLinux() && TryLoadWithWeakVersion(candidate, attempts, out handle))
                return handle;
        }
        throw new CimCilException(Explain(attempts, libTorch));
    }

    /// <summary>Where the bridge may lie: beside the program, or where the runtime was told to look for native libraries.</summary>
    private static IEnumerable<string> BridgeCandidates() => NativeFolders().Select(folder => Path.Combine(folder, LibraryFile(BridgeName))).Distinct();

    private static IEnumerable<string> NativeFolders()
    {
        var told = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return [AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, "runtimes", PortableRuntime(), "native"), .. told];
    }

    /// <summary>Loads the first libtorch that is found, so that the bridge finds it already there.</summary>
    private static string? PreloadLibTorch(List<string> attempts)
    {
        string[] folders = NamedDirectory is { } named ? [named] : [.. NativeFolders().Distinct()];
        foreach (var folder in folders)
        {
            if (HasLibTorch(folder))
            {
                Preload(folder, attempts);
                return folder;
            }
            attempts.Add($"no {LibraryFile("torch_cpu")} in {folder}");
        }
        return null;
    }

    /// <summary>Loads the parts of libtorch by absolute path in the order of their dependencies.</summary>
    private static void Preload(string folder, List<string> attempts)
    {
        foreach (var library in new[] { "c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch" })
        {
            var path = Path.Combine(folder, LibraryFile(library));
            if (File.Exists(path))
                TryLoad(path, attempts, out _);
        }
    }

    /// <summary>
    /// Asks OpenMP that a thread of libtorch's which waits for work sleeps instead of spinning, unless the user has chosen:
    /// spinning takes the cores from the loader's workers, and threefold the time where another process runs.
    /// </summary>
    private static void LetWaitingThreadsSleep()
    {
        // The runtime keeps its own copy of the environment, which native code does not see.
        if (OperatingSystem.IsLinux())
            _ = SetNativeVariable("OMP_WAIT_POLICY", "PASSIVE", overwrite: 0);
    }

    /// <summary>
    /// Asks libtorch to grow its GPU memory in place, unless the user has chosen: phases, mask steps and evaluation want blocks of
    /// different sizes, and memory in fixed pieces would be lost between them.
    /// </summary>
    private static void LetGpuMemoryGrow()
    {
        if (OperatingSystem.IsLinux())
            _ = SetNativeVariable("PYTORCH_CUDA_ALLOC_CONF", "expandable_segments:True", overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);

    private static string? NamedDirectory => Environment.GetEnvironmentVariable(DirectoryVariable) is { Length: > 0 } named ? named : null;

    private static bool HasLibTorch(string folder) => File.Exists(Path.Combine(folder, LibraryFile("torch_cpu")));

    private static bool TryLoad(string path, List<string> attempts, out nint handle)
    {
        try
        {
            handle = NativeLibrary.Load(path);
            return true;
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            attempts.Add($"{path}: {LastLine(failure.Message)}");
            handle = 0;
            return false;
        }
    }

    private static bool TryLoadWithWeakVersion(string path, List<string> attempts, out nint handle)
    {
        handle = 0;
        var library = File.ReadAllBytes(path);
        if (!ElfSymbolVersion.MakeWeak(library, NewerRuntimeVersion))
            return false;
        var name = $"lib{BridgeName}{PortableMark}.so";
        foreach (var folder in new[] { Path.GetDirectoryName(path)!, UserCache() }.OfType<string>())
        {
            var copy = Path.Combine(folder, name);
            if (TryWrite(copy, library, attempts) && TryLoad(copy, attempts, out handle))
                return true;
        }
        handle = InPrivateFolder(name, library, copy => TryLoad(copy, attempts, out var loaded) ? loaded : 0, attempts);
        return handle != 0;
    }

    /// <summary>
    /// Uses a copy of a library in a folder below the temporary one, where everybody may write: the folder has a name that nobody can
    /// foresee and is its owner's alone, so nobody can put another library into its place. A loaded library needs no file, so nothing stays.
    /// </summary>
    internal static nint InPrivateFolder(string name, byte[] content, Func<string, nint> load, List<string> attempts)
    {
        DirectoryInfo? folder = null;
        try
        {
            folder = Directory.CreateTempSubdirectory("cimcil-");
            var copy = Path.Combine(folder.FullName, name);
            File.WriteAllBytes(copy, content);
            return load(copy);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            attempts.Add($"{Path.Combine(folder?.FullName ?? Path.GetTempPath(), name)}: {failure.Message}");
            return 0;
        }
        finally
        {
            Remove(folder);
        }
    }

    private static void Remove(DirectoryInfo? folder)
    {
        try
        {
            folder?.Delete(recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It is private and small, and the system empties its temporary folder.
        }
    }

    /// <summary>Writes through a temporary name, so that several processes may start at once; an equal copy is kept.</summary>
    private static bool TryWrite(string path, byte[] content, List<string> attempts)
    {
        try
        {
            if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
                return true;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var temporary = $"{path}.{Environment.ProcessId}";
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            attempts.Add($"{path}: {failure.Message}");
            return false;
        }
    }

    /// <summary>Null where the user has no folder of their own, as in some containers.</summary>
    private static string? UserCache() => Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } cache
        ? Path.Combine(cache, "CimCil")
        : null;

    /// <summary>The one message of a failure: what to do, then what was tried.</summary>
    internal static string Explain(IReadOnlyList<string> attempts, string? libTorch)
    {
        var fix = libTorch is null
            ? $"Build with -p:TorchBackend=cpu (or cuda), or set {DirectoryVariable} to a folder with libtorch 2.10, such as a Python installation's torch/lib"
            : attempts.Any(attempt => attempt.Contains(PortableMark, StringComparison.Ordinal))
                ? "A copy of it that works with this machine's C++ runtime could be written and loaded nowhere: let one of the folders below be written, or name one that can be with HOME or TMPDIR (it must allow programs, so not be mounted noexec)"
                : "Install the C++ runtime that the last line asks for";
        var tried = string.Concat(attempts.Select(attempt => $"{Environment.NewLine}  {attempt}"));
        return $"TorchSharp's native library did not load. {fix}. What was tried:{tried}";
    }

    private static string LastLine(string message) => message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var last] ? last : message;

    private static string LibraryFile(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    private static string PortableRuntime()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }
}
