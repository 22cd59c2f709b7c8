// Draws the icon of the packages: a picture that is coarse but for the box around its object, which keeps its pixels.
//
//   dotnet run docs/icon/draw-icon.cs
//
// writes icon.png beside this file.
#:package SkiaSharp
#:package SkiaSharp.NativeAssets.Linux.NoDependencies
using System.Runtime.CompilerServices;
using SkiaSharp;

const int Side = 128;
const int Cell = 16;
var box = new SKRectI(48, 32, 112, 96);

using var sharp = new SKBitmap(Side, Side);
using (var canvas = new SKCanvas(sharp))
{
    using var sky = new SKPaint { Shader = SKShader.CreateLinearGradient(new(0, 0), new(Side, Side), [new(0x14, 0x2B, 0x4D), new(0x2F, 0x7C, 0x8A)], SKShaderTileMode.Clamp) };
    canvas.DrawRect(0, 0, Side, Side, sky);
    using var hill = new SKPaint { Color = new(0x1E, 0x5A, 0x4E), IsAntialias = true };
    canvas.DrawCircle(20, 132, 62, hill);
    using var disc = new SKPaint { Color = new(0xF6, 0xA6, 0x23), IsAntialias = true };
    canvas.DrawCircle(box.MidX, box.MidY, 27, disc);
    using var ring = new SKPaint { Color = new(0xFF, 0xF3, 0xD6), IsAntialias = true, IsStroke = true, StrokeWidth = 5 };
    canvas.DrawCircle(box.MidX, box.MidY, 15, ring);
}

// Outside the box every cell has the colour at its middle.
using var icon = new SKBitmap(Side, Side);
for (var y = 0; y < Side; y++)
{
    for (var x = 0; x < Side; x++)
    {
        var kept = box.Contains(x, y);
        icon.SetPixel(x, y, kept ? sharp.GetPixel(x, y) : sharp.GetPixel((x / Cell * Cell) + (Cell / 2), (y / Cell * Cell) + (Cell / 2)));
    }
}
using (var canvas = new SKCanvas(icon))
using (var frame = new SKPaint { Color = SKColors.White, IsStroke = true, StrokeWidth = 3 })
    canvas.DrawRect(SKRect.Create(box.Left, box.Top, box.Width, box.Height), frame);

var file = Path.Combine(Path.GetDirectoryName(Here())!, "icon.png");
using (var stream = File.Create(file))
    icon.Encode(stream, SKEncodedImageFormat.Png, 100);
Console.WriteLine(file);

static string Here([CallerFilePath] string path = "") => path;
