using CimCil.Configuration;

namespace CimCil.Data.Packed;

/// <summary>How the binary version of a CIFAR dataset is laid out.</summary>
/// <param name="Name">The dataset.</param>
/// <param name="ClassCount">Classes.</param>
/// <param name="TrainFiles">The files of the training part.</param>
/// <param name="TestFile">The file of the test part.</param>
/// <param name="ClassFile">The file with the name of a class per line.</param>
/// <param name="LabelCount">Labels before each image, a byte each.</param>
/// <param name="LabelPlace">Which of them is the class.</param>
/// <param name="Archive">What its archive is called.</param>
internal sealed record CifarLayout(string Name, int ClassCount, IReadOnlyList<string> TrainFiles, string TestFile, string ClassFile, int LabelCount, int LabelPlace, string Archive)
{
    private static readonly CifarLayout Ten = new(
        "CIFAR-10", 10, [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin")], "test_batch.bin", "batches.meta.txt", LabelCount: 1, LabelPlace: 0, "cifar-10-binary.tar.gz");

    private static readonly CifarLayout Hundred = new("CIFAR-100", 100, ["train.bin"], "test.bin", "fine_label_names.txt", LabelCount: 2, LabelPlace: 1, "cifar-100-binary.tar.gz");

    private static readonly CifarLayout Coarse = Hundred with { Name = "CIFAR-100 (coarse)", ClassCount = 20, ClassFile = "coarse_label_names.txt", LabelPlace = 0 };

    /// <summary>Every file of it.</summary>
    public IEnumerable<string> Files => [.. TrainFiles, TestFile, ClassFile];

    /// <summary>The layout that a section asks for.</summary>
    public static CifarLayout Of(CifarClasses classes) => classes switch
    {
        CifarClasses.Cifar10 => Ten,
        CifarClasses.Cifar100 => Hundred,
        CifarClasses.Cifar100Coarse => Coarse,
        _ => throw new ArgumentOutOfRangeException(nameof(classes), classes, "Not a CIFAR dataset."),
    };
}
