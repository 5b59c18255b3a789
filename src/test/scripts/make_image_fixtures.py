#!/usr/bin/env python3
"""Writes the files of src/test/resources/image-lists and src/test/resources/pictures.

    python3 src/test/scripts/make_image_fixtures.py src/test/resources

The MAT files carry their date, so that a second run changes those bytes. They were made by Python 3.11 with numpy 1.24, scipy 1.10.1 and Pillow 9.4.0 (Debian 12: python3-scipy, python3-pil).
They show that the readers understand what other programs write; whole data sets are made by the tests themselves.

image-lists/cars     the development kit of Stanford Cars, 3 classes and 8 images. Structures as MATLAB's own files hold
                     them: each field of each image is an array of its own, the numbers of the smallest unsigned type.
                     The training list is compressed, as MATLAB 7 writes it, the test list is not.
image-lists/dogs     the lists of Stanford Dogs, 3 classes and 8 images: columns of cells, and labels as doubles.
pictures/NAME.*      a small picture in one of the many forms of JPEG and PNG, and
pictures/NAME.rgb    what Pillow makes of it: turned upright, on white where it is transparent, red, green and blue,
                     resized (bilinear) so that the shorter side has SIDE pixels, cut at the centre as torchvision does;
                     bytes, channel by channel, row by row.
"""
import os
import sys

import numpy as np
from PIL import Image, ImageCms, ImageOps
from scipy.io import savemat

SIDE = 12


def cell(texts, column):
    cells = np.empty((len(texts), 1) if column else (1, len(texts)), dtype=object)
    cells.flat = texts
    return cells


def annotations(rows):
    """rows: (x1, y1, x2, y2, class, name)"""
    fields = ["bbox_x1", "bbox_y1", "bbox_x2", "bbox_y2", "class", "fname"]
    structures = np.empty((1, len(rows)), dtype=[(field, object) for field in fields])
    for i, row in enumerate(rows):
        for field, value in zip(fields, row):
            small = np.uint8 if field != "fname" and value < 256 else np.uint16
            structures[0, i][field] = value if field == "fname" else np.array([[value]], dtype=small)
    return structures


def cars(folder):
    os.makedirs(folder + "/devkit", exist_ok=True)
    names = ["AM General Hummer SUV 2000", "Acura RL Sedan 2012", "Ford F-450 Super Duty Crew Cab 2012"]
    savemat(folder + "/devkit/cars_meta.mat", {"class_names": cell(names, False)})
    train = [(39, 116, 569, 375, 2, "00001.jpg"), (36, 116, 868, 587, 1, "00002.jpg"), (85, 109, 601, 381, 3, "00003.jpg"),
             (1, 1, 1, 1, 1, "00004.jpg"), (300, 200, 301, 999, 3, "00005.jpg")]
    test = [(30, 52, 246, 147, 3, "00001.jpg"), (100, 19, 576, 203, 1, "00002.jpg"), (51, 105, 968, 659, 2, "00003.jpg")]
    savemat(folder + "/devkit/cars_train_annos.mat", {"annotations": annotations(train)}, do_compression=True)
    savemat(folder + "/devkit/cars_test_annos_withlabels.mat", {"annotations": annotations(test)})


def dogs(folder):
    os.makedirs(folder, exist_ok=True)
    kinds = ["n02085620-Chihuahua", "n02085782-Japanese_spaniel", "n02093859-Kerry_blue_terrier"]
    for part, images in {"train": [(0, 5927), (0, 4441), (1, 3), (1, 199), (2, 77)], "test": [(0, 7), (1, 8), (2, 9)]}.items():
        names = ["%s/%s_%d" % (kinds[k], kinds[k].split("-")[0], number) for k, number in images]
        savemat("%s/%s_list.mat" % (folder, part), {
            "file_list": cell([name + ".jpg" for name in names], True),
            "annotation_list": cell(names, True),
            "labels": np.array([[k + 1.0] for k, _ in images]),
        }, do_compression=True)


def scene(width, height):
    """Slopes of colour with hard edges, so that turning, cutting and filtering are all seen."""
    y, x = np.mgrid[0:height, 0:width]
    red = 255.0 * x / (width - 1)
    green = 255.0 * y / (height - 1)
    blue = 40 + 170 * (((x // 5) + (y // 7)) % 2)
    corner = (x < width // 4) & (y < height // 4)
    pixels = np.stack([red, green, blue], axis=2)
    pixels[corner] = (250, 240, 10)
    return Image.fromarray(pixels.round().astype(np.uint8), "RGB")


def expected(image):
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):
        image = Image.fromarray(((np.asarray(image).astype(np.int64) + 128) // 257).astype(np.uint8), "L")
    if image.mode in ("LA", "RGBA") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(ground, image)
    image = image.convert("RGB")
    width, height = image.size
    short = min(width, height)
    size = (SIDE * width // short, SIDE * height // short)
    image = image.resize(size, Image.BILINEAR)
    left, top = int(round((size[0] - SIDE) / 2.0)), int(round((size[1] - SIDE) / 2.0))
    square = image.crop((left, top, left + SIDE, top + SIDE))
    return np.asarray(square).transpose(2, 0, 1).tobytes()


def pictures(folder):
    os.makedirs(folder, exist_ok=True)

    def save(name, image, **options):
        path = "%s/%s" % (folder, name)
        image.save(path, **options)
        with open(path.rsplit(".", 1)[0] + ".rgb", "wb") as out:
            out.write(expected(Image.open(path)))

    wide, tall = scene(53, 38), scene(31, 47)
    save("baseline.jpg", wide, quality=90)
    save("baseline-444.jpg", wide, quality=90, subsampling=0)
    save("progressive.jpg", tall, quality=85, progressive=True)
    save("grey.jpg", wide.convert("L"), quality=90)
    save("inks.jpg", wide.convert("CMYK"), quality=95)
    save("profile.jpg", wide, quality=90, icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for orientation in range(2, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        save("turned-%d.jpg" % orientation, tall, quality=90, exif=exif)
    save("plain.png", wide)
    save("enlarged.png", scene(9, 11))
    save("palette.png", wide.quantize(16))
    save("two-colours.png", wide.convert("1"))
    save("grey-8.png", tall.convert("L"))
    depth = np.asarray(wide.convert("L")).astype(np.uint16)
    save("grey-16.png", Image.fromarray(depth * 251 + 17))
    fade = Image.fromarray(np.tile(np.linspace(0, 255, 53).round().astype(np.uint8), (38, 1)), "L")
    clear = wide.copy()
    clear.putalpha(fade)
    save("alpha.png", clear)
    save("grey-alpha.png", clear.convert("LA"))
    save("one-clear-colour.png", wide.quantize(16), transparency=3)


if __name__ == "__main__":
    root = sys.argv[1]
    cars(root + "/image-lists/cars")
    dogs(root + "/image-lists/dogs")
    pictures(root + "/pictures")
