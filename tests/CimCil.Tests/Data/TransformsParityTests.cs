using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CimCil.Data;
using TorchSharp;

namespace CimCil.Tests.Data;

/// <summary>Golden folder 13_transforms: results of Pillow and torchvision, equal byte for byte.</summary>
[TestClass]
public sealed partial class TransformsParityTests
{
    private const string Folder = "13_transforms";

    private static readonly JsonElement Info = Golden.Json($"{Folder}/info.json");

    [TestMethod]
    public void ParityOfEveryTransform()
    {
        var (image, big) = (Image("image"), Image("big"));
        var compared = 0;
        foreach (var file in Golden.Files(Folder).Where(file => !file.Contains("/ops/", StringComparison.Ordinal)))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (name is "image" or "big" or "totensor_normalize")
                continue;
            var actual = new RgbImage();
            Transform(name, image, big, actual);
            ImageAssert.AreEqual(Golden.Array(file), actual, name);
            compared++;
        }
        Assert.IsGreaterThanOrEqualTo(5, compared, "resize, resize and centre crop, squash, crop, flip, brightness");
    }

    [TestMethod]
    public void ParityOfTheStatedSizes()
    {
        foreach (var entry in Info.EnumerateObject().Where(entry => Resize().IsMatch(entry.Name)))
        {
            var expected = entry.Value.EnumerateArray().Select(side => side.GetInt64()).ToArray();
            CollectionAssert.AreEqual(expected, Golden.Array($"{Folder}/{entry.Name}.npy").Shape, entry.Name);
        }
    }

    [TestMethod]
    public void ParityOfNormalisation()
    {
        var expected = Golden.Array($"{Folder}/totensor_normalize.npy");
        var (height, width) = ((int)expected.Shape[1], (int)expected.Shape[2]);
        var image = new RgbImage();
        ImageTransforms.Crop(Image("image"), Box.Whole(height, width), image);
        var channels = new byte[3 * height * width];
        ImageTransforms.WriteChannels(image, channels);

        using var scope = torch.NewDisposeScope();
        var actual = Normalization.ImageNet.Apply(torch.tensor(channels, [3, height, width]));
        CollectionAssert.AreEqual(expected.Shape, actual.shape);
        CollectionAssert.AreEqual(expected.As<float>(), actual.data<float>().ToArray(), "bit for bit");
    }

    [TestMethod]
    public void ParityOfEveryAutoAugmentOperation()
    {
        var source = Image("ops/source");
        var compared = new HashSet<string> { $"{Folder}/ops/source.npy" };
        foreach (var entry in Info.GetProperty("ops").EnumerateArray())
        {
            var file = $"{Folder}/{entry.GetProperty("file").GetString()}";
            var operation = Enum.Parse<AutoAugmentOperation>(entry.GetProperty("op").GetString()!, ignoreCase: true);
            var magnitude = 0.0;
            if (entry.GetProperty("magnitude_index").ValueKind == JsonValueKind.Number)
            {
                magnitude = AutoAugment.Magnitude(operation, entry.GetProperty("magnitude_index").GetInt32());
                Assert.AreEqual(entry.GetProperty("magnitude").GetDouble(), magnitude, 1e-12, file);
            }
            var sign = entry.GetProperty("sign");
            Assert.AreEqual(sign.ValueKind == JsonValueKind.Number, AutoAugment.HasSign(operation), file);
            var actual = new RgbImage();
            AutoAugment.Apply(source, operation, magnitude * (sign.ValueKind == JsonValueKind.Number ? sign.GetInt32() : 1), actual);
            ImageAssert.AreEqual(Golden.Array(file), actual, file);
            compared.Add(file);
        }
        CollectionAssert.AreEquivalent(Golden.Files($"{Folder}/ops").ToList(), compared.ToList(), "Every golden operation is compared.");
    }

    [TestMethod]
    public void ParityOfTheImageNetPolicy()
    {
        var expected = Info.GetProperty("policies").EnumerateArray()
            .Select(policy => policy.EnumerateArray().ToArray())
            .Select(policy => (Step(policy, 0), Step(policy, 3))).ToList();
        var actual = AutoAugment.ImageNetPolicy.Select(policy => (Step(policy.First), Step(policy.Second))).ToList();
        CollectionAssert.AreEqual(expected, actual);
    }

    private static (double Probability, AutoAugmentOperation Operation, double Magnitude) Step(JsonElement[] policy, int at) =>
        (policy[at].GetDouble(), Enum.Parse<AutoAugmentOperation>(policy[at + 1].GetString()!), Math.Round(policy[at + 2].GetDouble(), 12));

    private static (double Probability, AutoAugmentOperation Operation, double Magnitude) Step(AutoAugment.Step step) =>
        (step.Probability, step.Operation, Math.Round(AutoAugment.Magnitude(step.Operation, step.MagnitudeIndex), 12));

    /// <summary>The file's name says what was done, and to which image.</summary>
    private static void Transform(string name, RgbImage image, RgbImage big, RgbImage actual)
    {
        var resampling = new Resampling();
        if (name == "hflip")
        {
            actual.CopyFrom(image);
            ImageTransforms.FlipHorizontally(actual);
        }
        else if (Brightness().Match(name) is { Success: true } brightness)
        {
            ColorOperations.Brightness(image, double.Parse(brightness.Groups[1].Value, CultureInfo.InvariantCulture), actual);
        }
        else if (ResizedCrop().Match(name) is { Success: true } crop)
        {
            var (top, left, height, width, side) = (Number(crop, 1), Number(crop, 2), Number(crop, 3), Number(crop, 4), Number(crop, 5));
            resampling.Resize(image, new Box(top, top + height, left, left + width), side, side, actual);
        }
        else if (Resize().Match(name) is { Success: true } resize)
        {
            var side = Number(resize, 2);
            var squash = resize.Groups[1].Success;
            var (height, width) = squash ? (side, side) : ImageTransforms.ShorterSideSize(image.Height, image.Width, side);
            resampling.Resize(squash ? big : image, height, width, actual);
            if (!resize.Groups[3].Success)
                return;
            var resized = new RgbImage();
            resized.CopyFrom(actual);
            ImageTransforms.Crop(resized, ImageTransforms.CentreSquare(height, width, Number(resize, 3)), actual);
        }
        else
        {
            Assert.Fail($"No transform is known for the golden array {name}.");
        }
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static RgbImage Image(string name) => ImageAssert.ToImage(Golden.Array($"{Folder}/{name}.npy"));

    [GeneratedRegex(@"^brightness_([\d.]+)$")]
    private static partial Regex Brightness();

    [GeneratedRegex(@"^resized_crop_i(\d+)_j(\d+)_h(\d+)_w(\d+)_to(\d+)$")]
    private static partial Regex ResizedCrop();

    [GeneratedRegex(@"^(cam_)?resize(\d+)(?:_center(\d+))?$")]
    private static partial Regex Resize();
}
