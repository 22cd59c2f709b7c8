using CimCil.Data;

namespace CimCil.Onnx;

/// <summary>By what the content of a file is known again: its size, and a look at its beginning, middle and end (<see cref="ImageContent"/>).</summary>
/// <param name="ByteCount">Its size.</param>
/// <param name="Content">XXH3 (128 bit, hexadecimal) of what is looked at.</param>
internal readonly record struct FileStamp(long ByteCount, string Content)
{
    /// <summary>The stamp of a file as it is now; null where it cannot be read.</summary>
    public static FileStamp? Of(string path)
    {
        try
        {
            return new FileStamp(new FileInfo(path).Length, ImageContent.HashOfFile(path).ToString("x32", System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
