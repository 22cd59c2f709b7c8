"""The stack that a user would take instead: the stages of CimCil.Benchmarks' `stages` in plain PyTorch, written from the paper's formulas.

It is started by the benchmark and speaks JSON, one object a line. {"stage": NAME, ...} sets a stage up and answers {"ready": true};
{"run": N} runs it N times and answers {"milliseconds": [...]}; the end of the input ends it.
"""
import io
import json
import os
import sys
import time

import numpy
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
CLASSES, OLD_CLASSES = 100, 50


class Rational(nn.Module):
    """P(x) / Q(x) with Q = 1 + sum |b_i x^i|, started as a fit of ReLU."""

    def __init__(self):
        super().__init__()
        self.numerator = nn.Parameter(torch.tensor([0.02996380, 0.61689784, 2.37534760, 3.06599005, 1.52468319, 0.25280709]))
        self.denominator = nn.Parameter(torch.tensor([-1.19155012, 4.40804877, 0.91103571, 0.34884978]))

    def forward(self, x):
        a, b = self.numerator, self.denominator
        p = a[0] + x * (a[1] + x * (a[2] + x * (a[3] + x * (a[4] + x * a[5]))))
        m = x.abs()
        q = 1 + m * (b[0].abs() + m * (b[1].abs() + m * (b[2].abs() + m * b[3].abs())))
        return p / q


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))
        self.rational1, self.rational2 = Rational(), Rational()

    def forward(self, x, rational):
        first, second = (self.rational1, self.rational2) if rational else (F.relu, F.relu)
        y = self.bn2(self.conv2(first(self.bn1(self.conv1(x)))))
        return second(y + (x if self.downsample is None else self.downsample(x)))


class ResNet18(nn.Module):
    """Maps of images, by ReLU or by rational activations."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.rational = Rational()
        widths, blocks = [64, 64, 128, 256, 512], []
        for stage in range(4):
            blocks += [Block(widths[stage], widths[stage + 1], 1 if stage == 0 else 2), Block(widths[stage + 1], widths[stage + 1], 1)]
        self.blocks = nn.ModuleList(blocks)

    def forward(self, x, rational=False):
        x = self.bn1(self.conv1(x))
        x = F.max_pool2d(self.rational(x) if rational else F.relu(x), 3, 2, 1)
        for block in self.blocks:
            x = block(x, rational)
        return x


def theta(model):
    return [p for n, p in model.named_parameters() if "rational" not in n]


def phi(model):
    return [p for n, p in model.named_parameters() if "rational" in n]


def heatmaps(maps, head, labels):
    activation = torch.bmm(head.detach()[labels].unsqueeze(1), maps.flatten(2)).view(maps.shape[0], *maps.shape[2:])
    shifted = activation - activation.amin((1, 2), keepdim=True)
    return shifted / shifted.amax((1, 2), keepdim=True).clamp_min(1e-12)


def synchronise(device):
    if device.type == "cuda":
        torch.cuda.synchronize()


def set_numbers(numbers):
    """PyTorch's own choice, which is TensorFloat-32 for convolutions; strict float32; or bfloat16 as its guide to tuning has it."""
    torch.backends.cudnn.allow_tf32 = numbers != "float32"
    torch.backends.cudnn.benchmark = numbers == "bfloat16"


class Stage:
    def __init__(self, settings):
        self.device = torch.device(settings["device"])
        torch.set_num_threads(settings["threads"])
        torch.manual_seed(1)
        self.settings = settings
        self.half = settings.get("numbers") == "bfloat16"
        self.prepare()

    def noise(self):
        count, side = self.settings["batch"], self.settings["side"]
        images = torch.randn(count, 3, side, side, device=self.device)
        if self.half:
            images = images.to(memory_format=torch.channels_last)
        return images, torch.randint(0, CLASSES, (count,), device=self.device)

    def prepare(self):
        pass


class Train(Stage):
    def prepare(self):
        self.model = ResNet18().to(self.device)
        if self.half:
            self.model.to(memory_format=torch.channels_last)
        self.head = nn.Linear(512, CLASSES, bias=False).to(self.device)
        self.optimizer = torch.optim.SGD(theta(self.model) + list(self.head.parameters()), 0.1, momentum=0.9, weight_decay=5e-4)
        self.images, self.labels = self.noise()

    def loss(self):
        return F.cross_entropy(self.head(self.model(self.images).mean((2, 3))), self.labels)

    def run(self):
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.half):
            loss = self.loss()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()


class Boost(Train):
    def prepare(self):
        super().prepare()
        self.old = ResNet18().to(self.device).eval()
        if self.half:
            self.old.to(memory_format=torch.channels_last)
        for p in self.old.parameters():
            p.requires_grad_(False)
        self.head = nn.Linear(1024, CLASSES, bias=False).to(self.device)
        self.new_head = nn.Linear(512, CLASSES, bias=False).to(self.device)
        self.old_head = nn.Linear(512, OLD_CLASSES, bias=False).to(self.device)
        self.weights = torch.ones(CLASSES, device=self.device)
        parameters = theta(self.model) + list(self.head.parameters()) + list(self.new_head.parameters())
        self.optimizer = torch.optim.SGD(parameters, 0.1, momentum=0.9, weight_decay=5e-4)

    def loss(self):
        with torch.no_grad():
            old = self.old(self.images).mean((2, 3))
            old_logits = self.old_head(old)
        new = self.model(self.images).mean((2, 3))
        logits = self.head(torch.cat((old, new), 1))
        distillation = -(F.softmax(old_logits / 2, 1) * F.log_softmax(logits[:, :OLD_CLASSES] / 2, 1)).sum(1).mean()
        return F.cross_entropy(logits / self.weights, self.labels) + F.cross_entropy(self.new_head(new), self.labels) + distillation


class Mask(Stage):
    """One bilevel step of the paper, second order included."""

    def prepare(self):
        self.model = ResNet18().to(self.device).eval()
        self.head = nn.Linear(512, CLASSES, bias=False).to(self.device)
        self.optimizer = torch.optim.Adam(phi(self.model), 0.01, weight_decay=5e-4)
        self.inner, self.outer = self.noise(), self.noise()
        side = self.settings["side"]
        self.source = (torch.arange(side // 2, device=self.device) * 2).repeat_interleave(2)

    def run(self):
        try:
            from torch.func import functional_call
        except ImportError:
            from torch.nn.utils.stateless import functional_call
        (images, labels), (outer, outer_labels) = self.inner, self.outer
        maps = self.model(images, True)
        diversity = F.cross_entropy(self.head(maps.mean((2, 3))), labels)
        small = heatmaps(maps, self.head.weight, labels)
        memory = small.square().mean()
        masks = F.interpolate(small.unsqueeze(1), images.shape[2:], mode="bilinear", align_corners=False)
        hybrid = masks * images + (1 - masks) * images[:, :, self.source][:, :, :, self.source]
        inner = F.cross_entropy(self.head(self.model(hybrid).mean((2, 3))), labels)
        names = [n for n, _ in self.model.named_parameters() if "rational" not in n]
        weights = theta(self.model)
        gradients = torch.autograd.grad(inner, weights, create_graph=True)
        fast = {n: w - 0.01 * g for n, w, g in zip(names, weights, gradients)}
        validation = F.cross_entropy(self.head(functional_call(self.model, fast, (outer,)).mean((2, 3))), outer_labels)
        self.optimizer.zero_grad()
        total = validation + 0.2 * diversity + 0.1 * memory
        for p, g in zip(phi(self.model), torch.autograd.grad(total, phi(self.model))):
            p.grad = g
        torch.nn.utils.clip_grad_norm_(phi(self.model), 1.0)
        self.optimizer.step()


class Photographs(torch.utils.data.Dataset):
    def __init__(self, folder, transform):
        self.files = sorted(os.path.join(folder, name) for name in os.listdir(folder))
        self.transform = transform

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        with Image.open(self.files[index]) as image:
            return self.transform(image.convert("RGB")), index % CLASSES, image.size


class Decode(Stage):
    """Encoded images that lie in memory, by Pillow alone."""

    def prepare(self):
        folder = self.settings["folder"]
        self.files = [open(os.path.join(folder, name), "rb").read() for name in sorted(os.listdir(folder))]

    def run(self):
        for file in self.files:
            Image.open(io.BytesIO(file)).convert("RGB")


class Files(Stage):
    """Photographs through a DataLoader, as torchvision's examples have them."""

    def loader(self, *transforms):
        from torchvision import transforms as t
        transform = t.Compose([*transforms, t.ToTensor(), t.Normalize(MEAN, DEVIATION)])
        return torch.utils.data.DataLoader(
            Photographs(self.settings["folder"], transform), self.settings["batch"], num_workers=self.settings["workers"], persistent_workers=True)


class Load(Files):
    def prepare(self):
        from torchvision import transforms as t
        self.batches = self.loader(t.RandomResizedCrop(self.settings["side"]), t.RandomHorizontalFlip(), t.ColorJitter(brightness=63 / 255))

    def run(self):
        for images, _, _ in self.batches:
            images.to(self.device)


class Boxes(Files):
    def prepare(self):
        from torchvision import transforms as t
        self.model = ResNet18().to(self.device).eval()
        self.head = torch.randn(CLASSES, 512, device=self.device)
        side = self.settings["side"]
        self.batches = self.loader(t.Resize((side, side)))

    @torch.no_grad()
    def run(self):
        for images, labels, (widths, heights) in self.batches:
            small = heatmaps(self.model(images.to(self.device), True), self.head, labels.to(self.device))
            for i in range(len(small)):
                mask = F.interpolate(small[i][None, None], (int(heights[i]), int(widths[i])), mode="bilinear", align_corners=False)[0, 0] > 0.6
                rows, columns = mask.any(1).nonzero(), mask.any(0).nonzero()
                (int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1)


class Features(Files):
    def prepare(self):
        from torchvision import transforms as t
        self.model = ResNet18().to(self.device).eval()
        side = self.settings["side"]
        self.batches = self.loader(t.Resize(side * 8 // 7), t.CenterCrop(side))

    @torch.no_grad()
    def run(self):
        torch.cat([self.model(images.to(self.device)).mean((2, 3)) for images, _, _ in self.batches]).cpu()


class Herd(Stage):
    def prepare(self):
        self.features = numpy.random.default_rng(1).random((self.settings["batch"], 512))

    def run(self):
        features = self.features / (numpy.linalg.norm(self.features, axis=1, keepdims=True) + 1e-8)
        mean, chosen, total = features.mean(0), [], numpy.zeros(512)
        remaining = list(range(len(features)))
        for k in range(1, 41):
            distances = numpy.sqrt(((mean - (features[remaining] + total) / k) ** 2).sum(1))
            best = remaining.pop(int(distances.argmin()))
            chosen.append(best)
            total = total + features[best]


STAGES = {"train": Train, "boost": Boost, "mask": Mask, "decode": Decode, "load": Load, "boxes": Boxes, "features": Features, "herd": Herd}


def main():
    stage = None
    for line in sys.stdin:
        command = json.loads(line)
        if "stage" in command:
            stage = None
            set_numbers(command.get("numbers", "default"))
            stage = STAGES[command["stage"]](command)
            answer = {"ready": True, "torch": torch.__version__}
        else:
            times = []
            for _ in range(command["run"]):
                synchronise(stage.device)
                start = time.perf_counter()
                for _ in range(command.get("repeat", 1)):
                    stage.run()
                synchronise(stage.device)
                times.append((time.perf_counter() - start) * 1000 / command.get("repeat", 1))
            answer = {"milliseconds": times}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
