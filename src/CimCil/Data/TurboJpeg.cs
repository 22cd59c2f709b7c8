using System.Runtime.InteropServices;

namespace CimCil.Data;

/// <summary>
/// JPEG files through the system's libturbojpeg, where there is one: libjpeg-turbo with its vector code, which the copy inside SkiaSharp
/// is built without. Both give the same pixels of a whole file, as all builds of libjpeg-turbo do (values out of range, which only damage
/// makes, are cut off in different ways). It decodes what is usual and free of remarks; the rest goes to SkiaSharp, whose verdict is the one
/// that is told.
/// </summary>
internal static unsafe class TurboJpeg
{
    private const int ColorspaceGray = 2;
    private const int Rgb = 0;

    private static readonly nint Library = Load();

    private static readonly delegate* unmanaged<nint> Create = (delegate* unmanaged<nint>)Export("tjInitDecompress");
    private static readonly delegate* unmanaged<nint, int> Destroy = (delegate* unmanaged<nint, int>)Export("tjDestroy");
    private static readonly delegate* unmanaged<nint, byte*, CULong, int*, int*, int*, int*, int> ReadHeader =
        (delegate* unmanaged<nint, byte*, CULong, int*, int*, int*, int*, int>)Export("tjDecompressHeader3");
    private static readonly delegate* unmanaged<nint, byte*, CULong, byte*, int, int, int, int, int, int> Decompress =
        (delegate* unmanaged<nint, byte*, CULong, byte*, int, int, int, int, int, int>)Export("tjDecompress2");

    /// <summary>Whether the library was found.</summary>
    public static bool IsFound => Library != 0 && Create != null && Destroy != null && ReadHeader != null && Decompress != null;

    /// <summary>Decodes a JPEG file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">Names the image in messages.</param>
    /// <param name="image">Takes the size and the pixels; undefined where the result is false.</param>
    /// <returns>False where the library is not there, or the file is no JPEG in grey or three colours, or has anything that the library remarks on.</returns>
    /// <exception cref="Foundation.DataException">The file says that it has more pixels than its bytes can hold.</exception>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, string name, RgbImage image)
    {
        if (!IsFound || bytes is not [0xFF, 0xD8, 0xFF, ..])
            return false;
        var decoder = Create();
        if (decoder == 0)
            return false;
        try
        {
            fixed (byte* start = bytes)
            {
                int width, height, subsampling, colorspace;
                var length = new CULong((uint)bytes.Length);
                if (ReadHeader(decoder, start, length, &width, &height, &subsampling, &colorspace) != 0
                    || colorspace is < 0 or > ColorspaceGray || width <= 0 || height <= 0 || 4L * width * height > Array.MaxLength)
                    return false;
                ImageBound.Check(height, width, bytes.Length, name);
                image.Reshape(height, width);
                fixed (byte* pixels = image.Pixels)
                    return Decompress(decoder, start, length, pixels, width, 3 * width, height, Rgb, 0) == 0;
            }
        }
        finally
        {
            _ = Destroy(decoder);
        }
    }

    private static nint Load()
    {
        string[] names = OperatingSystem.IsWindows() ? ["turbojpeg.dll"] : OperatingSystem.IsMacOS() ? ["libturbojpeg.dylib"] : ["libturbojpeg.so.0"];
        return names.Select(name => NativeLibrary.TryLoad(name, typeof(TurboJpeg).Assembly, null, out var library) ? library : 0).FirstOrDefault(library => library != 0);
    }

    private static nint Export(string name) => Library != 0 && NativeLibrary.TryGetExport(Library, name, out var address) ? address : 0;
}
