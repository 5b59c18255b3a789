"""What job/bench.sh measures, in PyTorch on one thread: torch_bench.py step|lambda|soft-labels|images.

After images, "wide-resnet-16-1=175994" says how many numbers ours has; another count is an error.

Prints a JSON object: version and BLAS of PyTorch, and measurements {name, unit, median, min, p90, repetitions}, whose
names are those of the Java benchmarks.
"""
import json
import math
import os
import statistics
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")

import torch
import torch.nn.functional as F

TAU = 4.0
ETA = 0.01


def measure(name, unit, work, warm_up, repetitions, budget_seconds):
    """Times work until the repetitions are done or the budget is used up, but at least three times."""
    scale = {"s": 1.0, "ms": 1e3, "us": 1e6}[unit]
    for _ in range(warm_up):
        work()
    times = []
    end = time.perf_counter() + budget_seconds
    while len(times) < repetitions and (len(times) < 3 or time.perf_counter() < end):
        start = time.perf_counter()
        work()
        times.append(scale * (time.perf_counter() - start))
    times.sort()
    return {
        "name": name,
        "unit": unit,
        "median": statistics.median(times),
        "min": times[0],
        "p90": times[math.ceil(0.9 * len(times)) - 1],
        "repetitions": len(times),
    }


def mlp(inputs, hidden, classes):
    return torch.nn.Sequential(
        torch.nn.Linear(inputs, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, classes))


class Rows:
    """Training rows with the logits of one teacher, and an epoch's order of them."""

    def __init__(self, rows, shape, classes):
        self.rows = rows
        self.x = torch.randn(rows, *shape)
        self.y = torch.randint(classes, (rows,))
        self.teacher = torch.randn(rows, classes)
        self.weights = torch.full((rows,), 0.9)
        self.order = torch.randperm(rows)

    def step(self, network, loss, batch):
        """A training step with SGD, Nesterov momentum and weight decay; rows taken by the order."""
        optimizer = torch.optim.SGD(
            network.parameters(), lr=ETA, momentum=0.9, nesterov=True, weight_decay=5e-4)
        position = [0]

        def step():
            position[0] = position[0] + batch if position[0] + 2 * batch <= self.rows else 0
            chosen = self.order[position[0]:position[0] + batch]
            logits, y = network(self.x[chosen]), self.y[chosen]
            if loss == "labels":
                value = F.cross_entropy(logits, y)
            else:
                w = self.weights[chosen]
                soft = F.softmax(self.teacher[chosen] / TAU, 1)
                kd = TAU * TAU * F.kl_div(F.log_softmax(logits / TAU, 1), soft, reduction="none").sum(1)
                value = ((1 - w) * F.cross_entropy(logits, y, reduction="none") + w * kd).mean()
            optimizer.zero_grad()
            value.backward()
            optimizer.step()

        return step


def steps():
    inputs, hidden, classes = 14, 50, 20
    rows = Rows(8064, (inputs,), classes)
    for loss in ("labels", "mixed"):
        for batch in (20, 64, 128):
            step = rows.step(mlp(inputs, hidden, classes), loss, batch)
            yield measure("step-%s-%d" % (loss, batch), "us", step, 500, 10000, 3)


class Pass:
    """One lambda pass, chunks of 384 rows, 1,000 validation rows, one teacher, one inner step."""

    def __init__(self, rows, classes, width):
        self.rows, self.classes, self.width = rows, classes, width
        self.h, self.hv = torch.randn(rows, width).relu(), torch.randn(1000, width).relu()
        self.z, self.zv = torch.randn(rows, classes), torch.randn(1000, classes)
        self.t, self.tv = torch.randn(rows, classes), torch.randn(1000, classes)
        self.y, self.yv = torch.randint(classes, (rows,)), torch.randint(classes, (1000,))
        self.order = torch.randperm(rows)

    @staticmethod
    def target(teacher, labels):
        q = 0.8 * F.softmax(teacher, 1)
        q[torch.arange(len(labels)), labels] += 0.2
        return q

    def slopes(self, chosen):
        z = self.z[chosen]
        label = F.softmax(z, 1)
        label[torch.arange(len(chosen)), self.y[chosen]] -= 1
        return label, TAU * (F.softmax(z / TAU, 1) - F.softmax(self.t[chosen] / TAU, 1))

    def outer(self, chosen, qv, d_weights, d_bias):
        """Gradient of the outer loss with respect to the looked-ahead last layer."""
        h = self.h[chosen]
        gv = (F.softmax(self.zv - ETA * (self.hv @ d_weights.t() + d_bias), 1) - qv) / len(self.yv)
        q = self.target(self.t[chosen], self.y[chosen])
        gt = 0.1 * (F.softmax(self.z[chosen] - ETA * (h @ d_weights.t() + d_bias), 1) - q) / len(chosen)
        return gv.t() @ self.hv + gt.t() @ h, gv.sum(0) + gt.sum(0)

    @torch.no_grad()
    def closed(self):
        lambdas = torch.full((self.rows,), 0.5)
        qv = self.target(self.tv, self.yv)
        for first in range(0, self.rows, 384):
            chosen = self.order[first:first + 384]
            h, w = self.h[chosen], lambdas[chosen]
            label, teacher = self.slopes(chosen)
            mixed = ((1 - w)[:, None] * label + w[:, None] * teacher) / len(chosen)
            g_weights, g_bias = self.outer(chosen, qv, mixed.t() @ h, mixed.sum(0))
            slope = -ETA / len(chosen) * ((teacher - label) * (h @ g_weights.t() + g_bias)).sum(1)
            lambdas[chosen] = (w - 100 * slope).clamp(0, 1)
        return lambdas

    @torch.no_grad()
    def stored(self):
        lambdas = torch.full((self.rows,), 0.5)
        qv = self.target(self.tv, self.yv)
        for first in range(0, self.rows, 384):
            chosen = self.order[first:first + 384]
            h1 = torch.cat((self.h[chosen], torch.ones(len(chosen), 1)), 1)
            w = lambdas[chosen]
            label, teacher = ((s[:, :, None] * h1[:, None, :]).flatten(1) for s in self.slopes(chosen))
            step = ((1 - w) @ label + w @ teacher).view(self.classes, self.width + 1) / len(chosen)
            g_weights, g_bias = self.outer(chosen, qv, step[:, :-1], step[:, -1])
            g = torch.cat((g_weights, g_bias[:, None]), 1).flatten()
            slope = -ETA / len(chosen) * (teacher @ g - label @ g)
            lambdas[chosen] = (w - 100 * slope).clamp(0, 1)
        return lambdas


def lambda_passes():
    for rows, classes, width in ((8100, 20, 50), (45000, 100, 64)):
        shape = "%dx%dx%d" % (rows, classes, width)
        update = Pass(rows, classes, width)
        if not torch.allclose(update.closed(), update.stored(), atol=1e-5):
            sys.exit("torch_bench.py: the closed form and the stored gradients give different lambdas")
        yield measure("lambda-closed-" + shape, "s", update.closed, 2, 15, 10)
        yield measure("lambda-stored-" + shape, "s", update.stored, 1, 5, 20)


def soft_labels():
    for rows, inputs, hidden, classes in ((10000, 14, 80, 20), (10000, 784, 300, 10)):
        network = mlp(inputs, hidden, classes).eval()
        x = torch.randn(rows, inputs)

        def logits():
            with torch.no_grad():
                return torch.cat([network(x[first:first + 512]) for first in range(0, rows, 512)])

        name = "soft-labels-%dx%d-%d-%d" % (rows, inputs, hidden, classes)
        yield measure(name, "ms", logits, 10, 20, 10)


def convolution(into, out, kernel=3, stride=1):
    return torch.nn.Conv2d(into, out, kernel, stride, kernel // 2, bias=False)


class NormRelu(torch.nn.Sequential):
    def __init__(self, channels):
        super().__init__(torch.nn.BatchNorm2d(channels), torch.nn.ReLU(inplace=True))


class WideBlock(torch.nn.Module):
    """Pre-activation; where channels change, the shortcut is a 1x1 convolution of the first ReLU."""

    def __init__(self, into, out, stride):
        super().__init__()
        self.start = NormRelu(into)
        self.rest = torch.nn.Sequential(convolution(into, out, 3, stride), NormRelu(out), convolution(out, out))
        self.shortcut = None if into == out else convolution(into, out, 1, stride)

    def forward(self, x):
        active = self.start(x)
        return self.rest(active) + (x if self.shortcut is None else self.shortcut(active))


class PlainBlock(torch.nn.Module):
    """Where channels change, the shortcut takes every second pixel and adds channels of zeros."""

    def __init__(self, into, out, stride):
        super().__init__()
        self.more, self.stride = out - into, stride
        self.rest = torch.nn.Sequential(
            convolution(into, out, 3, stride), NormRelu(out), convolution(out, out), torch.nn.BatchNorm2d(out))

    def forward(self, x):
        shortcut = x[:, :, ::self.stride, ::self.stride]
        if self.more > 0:
            shortcut = F.pad(shortcut, (0, 0, 0, 0, 0, self.more))
        return F.relu(self.rest(x) + shortcut, inplace=True)


def residual(blocks, width, block, classes):
    """Three groups of so many blocks of width, 2 width and 4 width channels."""
    layers, into = [convolution(3, 16)], 16
    if block is PlainBlock:
        layers.append(NormRelu(16))
    for group in range(3):
        for first in [True] + [False] * (blocks - 1):
            out = width << group
            layers.append(block(into, out, 2 if first and group > 0 else 1))
            into = out
    if block is WideBlock:
        layers.append(NormRelu(into))
    return torch.nn.Sequential(
        *layers, torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(into, classes))


def image_networks(classes):
    """By the names of ours. WRN-d-k has (d - 4) / 6 blocks a group, ResNet-d (d - 2) / 6."""
    return {
        "resnet-8": residual(1, 16, PlainBlock, classes),
        "wide-resnet-16-1": residual(2, 16, WideBlock, classes),
        "wide-resnet-16-3": residual(2, 48, WideBlock, classes),
    }


def check_sizes(networks, sizes):
    """Compares with the counts of ours, which hold running means and variances, too."""
    for size in sizes:
        name, ours = size.split("=")
        state = networks[name].state_dict()
        count = sum(value.numel() for key, value in state.items() if not key.endswith("num_batches_tracked"))
        if count != int(ours):
            sys.exit("torch_bench.py: %s has %d numbers here; ours has %s" % (name, count, ours))


def images(*sizes):
    classes, batch, teacher_rows = 100, 128, 512
    networks = image_networks(classes)
    check_sizes(networks, sizes)
    rows = Rows(8 * batch, (3, 32, 32), classes)
    for name, network in networks.items():
        yield measure("image-step-" + name, "ms", rows.step(network, "mixed", batch), 3, 50, 6)
    for name, network in networks.items():
        network.eval()

        def logits(count):
            with torch.no_grad():
                return torch.cat([network(rows.x[first:first + batch]) for first in range(0, count, batch)])

        yield measure("image-inference-" + name, "ms", lambda: logits(batch), 5, 100, 4)
        if name.startswith("wide"):
            yield measure("image-teacher-" + name, "ms", lambda: logits(teacher_rows), 1, 50, 4)


def blas():
    """The BLAS library that this process has loaded; Debian's reference one is many times slower than OpenBLAS."""
    with open("/proc/self/maps") as maps:
        names = {os.path.realpath(line.split()[-1]) for line in maps if "blas" in line}
    if any("openblas" in name for name in names):
        return "OpenBLAS"
    return "reference" if any("/blas/libblas" in name for name in names) else "of PyTorch's build"


def main():
    parts = {"step": steps, "lambda": lambda_passes, "soft-labels": soft_labels, "images": images}
    if len(sys.argv) < 2 or sys.argv[1] not in parts or (len(sys.argv) > 2 and sys.argv[1] != "images"):
        sys.exit("usage: torch_bench.py %s [NETWORK=COUNT...]" % "|".join(parts))
    torch.set_num_threads(1)
    torch.manual_seed(0)
    measurements = list(parts[sys.argv[1]](*sys.argv[2:]))
    print(json.dumps({"version": torch.__version__, "blas": blas(), "measurements": measurements}))


main()
