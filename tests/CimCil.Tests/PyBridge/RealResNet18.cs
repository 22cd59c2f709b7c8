using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Onnx;
using CimCil.PyBridge;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;

namespace CimCil.Tests.PyBridge;

/// <summary>The ResNet-18 of the package Microsoft.ML.DnnImageFeaturizer.ResNet18, and photographs; both where they are at hand.</summary>
internal static class RealResNet18
{
    public const int Side = 224;

    /// <summary>What brings the network.</summary>
    public const string Command = "dotnet restore tests/CimCil.Benchmarks -p:PretrainedResNet18=true";

    /// <summary>The variable that names a folder of photographs.</summary>
    public const string PhotographsVariable = "CIMCIL_PHOTOGRAPHS";

    private static string Folder => Path.Combine(
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } packages
            ? packages
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        "microsoft.ml.dnnimagefeaturizer.resnet18", "0.23.1", "tools", "DnnImageModels");

    public static string ModelPath => Path.Combine(Folder, "ResNet18Onnx", "ResNet18.onnx");

    public static string? Photographs => Environment.GetEnvironmentVariable(PhotographsVariable) is { Length: > 0 } folder ? folder : null;

    /// <summary>The network's section.</summary>
    public static ResNetConfig Config => new() { StageBlocks = [2, 2, 2, 3], Pretrained = Weights.Onnx(ModelPath) };

    /// <summary>Photographs, squashed into a square, a batch after the other.</summary>
    public static IEnumerable<Batch> Load(string folder, int skip, int count, int batchSize)
    {
        var images = ImageFolder.List(folder, LabelSource.Parse("predicted"), []).Select(found => new Sample(found.Image, 0)).ToArray();
        // A fixed order in which neighbours, which may be parts of one photograph, stand apart.
        new RandomStreams(1).For("photographs").Shuffle<Sample>(images);
        var loading = new Loading(new RandomStreams(1), 1, new CorruptImageLog(CorruptImagePolicy.Stop), CancellationToken.None);
        return loading.InOrder([.. images.Skip(skip).Take(count)], ImagePipeline.ForBoxes(new ImageFolderDataset { ImageSide = Side }), batchSize);
    }

    /// <summary>What ONNX Runtime makes of pixels [3, 224, 224] by the package's own preprocessing and model: 512 features.</summary>
    public sealed class Original : IDisposable
    {
        private readonly InferenceSession _session = new(ModelPath);
        private readonly float[] _mean;

        public Original()
        {
            using var file = CheckpointFile.Open(Path.Combine(Folder, "ResNetPrepOnnx", "ResNetPreprocess.onnx"));
            using var scope = torch.NewDisposeScope();
            _mean = file["MeanImage"].Read().contiguous().data<float>().ToArray();
        }

        public float[] Features(ReadOnlySpan<byte> pixels)
        {
            const int Area = Side * Side;
            var input = new float[3 * Area];
            for (var channel = 0; channel < 3; channel++)
            {
                for (var i = 0; i < Area; i++)
                    input[(channel * Area) + i] = pixels[((2 - channel) * Area) + i] - _mean[(channel * Area) + i];
            }
            return FeaturesOfInput(input);
        }

        /// <summary>What it makes of its own input, BGR minus a mean, [3, 224, 224].</summary>
        public float[] FeaturesOfInput(float[] input)
        {
            using var value = OrtValue.CreateTensorValueFromMemory(input, [1, 3, Side, Side]);
            using var options = new RunOptions();
            using var result = _session.Run(options, [_session.InputNames[0]], [value], [_session.OutputNames[0]]);
            return result[0].GetTensorDataAsSpan<float>().ToArray();
        }

        public void Dispose() => _session.Dispose();
    }

    public static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var (product, squareA, squareB) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            product += (double)a[i] * b[i];
            squareA += (double)a[i] * a[i];
            squareB += (double)b[i] * b[i];
        }
        return product / Math.Sqrt(squareA * squareB);
    }
}
