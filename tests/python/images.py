"""Image files that Pillow writes, and the pixels that it reads, for CimCil's codecs.

    images.py make FOLDER    saves FOLDER/NAME.ENDING and FOLDER/NAME.ENDING.npy, the expected RGB bytes [height, width, 3]

Needs Pillow and numpy (Debian: python3-pil, python3-numpy).
"""

import pathlib
import sys

import numpy as np
from PIL import Image, ImageOps


def noise(*shape, seed=1, top=256, kind=np.uint8):
    return np.random.default_rng(seed).integers(0, top, shape).astype(kind)


def kinds():
    """Name, picture, options of save, expected pixels (None: what Pillow converts to)."""
    rgb = Image.fromarray(noise(40, 30, 3))
    gray, bits = rgb.convert("L"), rgb.convert("1")
    palette = rgb.quantize(20)
    alpha = Image.fromarray(noise(21, 17, 4))
    wide = noise(13, 11, top=65536, kind=np.uint16)
    high = np.repeat((wide >> 8).astype(np.uint8)[..., None], 3, 2)
    yield "raw.tif", rgb, {}, None
    for compression in ("tiff_lzw", "tiff_adobe_deflate", "packbits"):
        yield f"{compression}.tiff", rgb, {"compression": compression}, None
    yield "gray.TIF", gray, {}, None
    yield "bits.tif", bits, {"compression": "group4"}, None
    yield "palette.tif", palette, {}, None
    yield "alpha.tif", alpha, {}, None
    yield "wide.tif", Image.fromarray(wide), {}, high
    yield "pages.tif", rgb, {"save_all": True, "append_images": [ImageOps.invert(rgb)]}, None
    yield "raw.tga", rgb, {}, None
    yield "rle.tga", palette.convert("RGB"), {"compression": "tga_rle"}, None
    yield "gray.tga", gray, {}, None
    yield "palette.tga", palette, {}, None
    yield "alpha.tga", alpha, {}, None
    yield "a.ppm", rgb, {}, None
    yield "a.pgm", gray, {}, None
    yield "a.pbm", bits, {}, None
    # Pillow writes the largest value 255 alone, so these are written by hand.
    for number, (kind, depth, top) in enumerate([("P5", 1, 100), ("P6", 1, 6), ("P6", 1, 254), ("P6", 2, 1000), ("P6", 2, 65535)]):
        values = noise(9, 7, 3 if kind == "P6" else 1, seed=number, top=top + 1, kind=np.dtype(">u2") if depth == 2 else np.uint8)
        yield f"top{top}.{'ppm' if kind == 'P6' else 'pgm'}", f"{kind} 7 9 {top}\n".encode() + values.tobytes(), {}, None
    yield "palette.gif", palette, {}, None
    yield "frames.gif", palette, {"save_all": True, "append_images": [ImageOps.invert(rgb).quantize(20)]}, None
    for number in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = number
        yield f"turned{number}.tif", rgb, {"exif": exif, "compression": "tiff_lzw"}, None
        # Flat blocks, which JPEG keeps.
        blocks = Image.fromarray(noise(2, 3, 3, seed=number)).resize((48, 32), Image.NEAREST)
        yield f"turned{number}.jfif", blocks, {"exif": exif, "format": "JPEG", "quality": 100, "subsampling": 0}, None


def make(folder):
    for name, picture, options, expected in kinds():
        if isinstance(picture, bytes):
            (folder / name).write_bytes(picture)
        else:
            picture.save(folder / name, **options)
        if expected is None:
            read = Image.open(folder / name)
            # Pillow turns a packed TIFF when it reads it.
            expected = np.asarray((ImageOps.exif_transpose(read) if name.startswith("turned") and name.endswith(".jfif") else read).convert("RGB"))
        np.save(folder / f"{name}.npy", expected)


if __name__ == "__main__":
    make(pathlib.Path(sys.argv[2]))
