#!/usr/bin/env python3
"""How the cost of a proof grows with its size, and how it shrinks with cores.

Runs `blockfold prove --json` on a growing series of goals: the first theorems of hol.mm, ql.mm, iset.mm
and set.mm, each with all lemmas it needs, then whole databases. Writes the measurements as JSON and
draws them: time and memory against blocks on logarithmic axes beside lines of slope 1, and time against
threads.

    tools/bench/bench_scaling.py --blockfold build/release/bin/blockfold --output docs/figures/scaling
    tools/bench/bench_scaling.py --quick ...     # hol and ql only: half a minute
    tools/bench/bench_scaling.py --draw-only ... # draws OUTPUT.json again

Run it on a machine with nothing else to do. Needs nothing but Python 3.
"""

import argparse
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile

# (database, shares of its theorems). A share of 1 is --all.
SERIES = [
    ("hol", [0.1, 0.5, 1]),
    ("ql", [0.1, 0.3, 1]),
    ("iset", [0.1, 0.3, 1]),
    ("set", [0.03, 0.1, 0.3, 1]),
]
QUICK = SERIES[:2]
CORES_ON = "iset"  # the database of the second plot; ql with --quick


def theorems(path):
    """Labels of the $p statements, in order."""
    with open(path, encoding="ascii", errors="replace") as file:
        tokens = iter(file.read().split())
    labels, previous, in_comment = [], "", False
    for token in tokens:
        if in_comment:
            in_comment = token != "$)"
        elif token == "$(":
            in_comment = True
        else:
            if token == "$p":
                labels.append(previous)
            previous = token
    return labels


def prove(options, path, goals, threads):
    """One measurement: the fastest of some runs, and the spread."""
    with tempfile.TemporaryDirectory() as folder:
        command = [options.blockfold, "prove", path, "-o", os.path.join(folder, "x.bfc"), "--json"]
        command += ["--threads", str(threads)] + goals
        runs = []
        for _ in range(options.runs):
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode != 0:
                sys.exit(f"{' '.join(command[:3])} failed: {done.stderr or done.stdout}")
            runs.append(json.loads(done.stdout))
    runs.sort(key=lambda run: run["seconds"]["total"])
    middle = runs[len(runs) // 2]
    return {
        "threads": middle["threads"],
        "blocks": middle["counts"]["blocks"],
        "constraints": middle["counts"]["constraints"],
        "seconds": statistics.median(run["seconds"]["total"] for run in runs),
        "prove_seconds": statistics.median(run["seconds"]["prove"] for run in runs),
        "peak_memory_bytes": max(run["peak_memory_bytes"] for run in runs),
        "certificate_bytes": middle["certificate_bytes"],
        "runs": len(runs),
    }


def goals_of(path, share):
    if share == 1:
        return ["--all"]
    labels = theorems(path)
    goals = []
    for label in labels[: max(1, round(share * len(labels)))]:
        goals += ["-t", label]
    return goals


def measure(options):
    cores = os.cpu_count() or 1
    series = QUICK if options.quick else SERIES
    results = {
        "machine": {"processor": processor(), "cores": cores, "system": platform.platform()},
        "size": [],
        "cores": [],
    }
    for name, shares in series:
        path = os.path.join(options.databases, name + ".mm")
        if not os.path.exists(path):
            print(f"skipped: {path} is absent", file=sys.stderr)
            continue
        for share in shares:
            point = prove(options, path, goals_of(path, share), cores)
            point.update(database=name, share=share)
            results["size"].append(point)
            report(point)
    name = "ql" if options.quick else CORES_ON
    path = os.path.join(options.databases, name + ".mm")
    if os.path.exists(path):
        for threads in sorted({1, *range(2, cores + 1, max(1, cores // 8)), cores}):
            point = prove(options, path, ["--all"], threads)
            point.update(database=name, share=1)
            results["cores"].append(point)
            report(point)
    return results


def report(point):
    print(
        f"{point['database']:5} {point['share']:5.2f} {point['threads']:3} threads "
        f"{point['blocks']:9} blocks {point['seconds']:8.2f} s "
        f"{point['peak_memory_bytes'] / 1e6:8.0f} MB {point['certificate_bytes'] / 1e3:7.1f} kB",
        flush=True,
    )


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor()


def growth(points, key):
    """The exponent b of the best fit key ~ blocks^b, by least squares on logarithms."""
    xs = [math.log(point["blocks"]) for point in points]
    ys = [math.log(point[key]) for point in points]
    mean_x, mean_y = statistics.fmean(xs), statistics.fmean(ys)
    spread = sum((x - mean_x) ** 2 for x in xs)
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys)) / spread if spread else 0.0


# --- the picture ------------------------------------------------------------------------------------

WIDTH, HEIGHT, LEFT, TOP, PLOT_WIDTH, PLOT_HEIGHT = 1080, 420, 64, 56, 250, 290
COLOURS = {"hol": "#3b82d6", "ql": "#e08a2b", "iset": "#3aa17e", "set": "#c65a8a"}
STYLE = """<style>
  svg { color: #1c2733; background: #ffffff; font: 12px system-ui, sans-serif; }
  @media (prefers-color-scheme: dark) { svg { color: #dfe6ee; background: #12171d; } }
  text { fill: currentColor; }
  .title { font-size: 14px; font-weight: 600; }
  .small { font-size: 10.5px; opacity: .75; }
  .grid { stroke: currentColor; opacity: .15; }
  .guide { stroke: currentColor; opacity: .6; stroke-dasharray: 5 4; }
  .frame { stroke: currentColor; opacity: .4; fill: none; }
</style>
"""


class Plot:
    """One pair of axes. Logarithmic axes end at powers of ten, linear ones start at 0."""

    def __init__(self, left, title, x_name, xs, ys, log):
        self.left, self.log, self.parts = left, log, []
        self.x_range, self.y_range = self.bounds(xs), self.bounds(ys)
        right, bottom = left + PLOT_WIDTH, TOP + PLOT_HEIGHT
        self.add(f'<rect class="frame" x="{left}" y="{TOP}" width="{PLOT_WIDTH}" height="{PLOT_HEIGHT}"/>')
        self.text(left + PLOT_WIDTH / 2, TOP - 14, title, "title")
        self.text(left + PLOT_WIDTH / 2, bottom + 36, x_name)
        for value in self.ticks(self.x_range):
            x = self.x(value)
            self.add(f'<line class="grid" x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom}"/>')
            self.text(x, bottom + 16, self.label(value), "small")
        for value in self.ticks(self.y_range):
            y = self.y(value)
            self.add(f'<line class="grid" x1="{left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}"/>')
            self.text(left - 6, y + 4, self.label(value), "small", "end")

    def bounds(self, values):
        if self.log:
            return 10 ** math.floor(math.log10(min(values))), 10 ** math.ceil(math.log10(max(values) * 1.01))
        return 0, max(values) * 1.1

    def ticks(self, bounds):
        low, high = bounds
        if self.log:
            return [10**n for n in range(round(math.log10(low)), round(math.log10(high)) + 1)]
        step = 10 ** math.floor(math.log10(high))
        while high / step < 4:
            step /= 2
        step = max(step, 1) if high >= 2 and float(high).is_integer() else step
        return [n * step for n in range(int(high / step) + 1)]

    @staticmethod
    def label(value):
        for factor, suffix in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
            if value >= factor:
                return f"{value / factor:g}{suffix}"
        return f"{value:g}"

    def share(self, value, bounds):
        low, high = bounds
        if self.log:
            return math.log(value / low) / math.log(high / low)
        return (value - low) / (high - low)

    def x(self, value):
        return self.left + PLOT_WIDTH * self.share(value, self.x_range)

    def y(self, value):
        return TOP + PLOT_HEIGHT * (1 - self.share(value, self.y_range))

    def add(self, text):
        self.parts.append(text + "\n")

    def text(self, x, y, words, style="", anchor="middle"):
        words = words.replace("&", "&amp;").replace("<", "&lt;")
        self.add(f'<text x="{x:.1f}" y="{y:.1f}" class="{style}" text-anchor="{anchor}">{words}</text>')

    def dot(self, x, y, colour, hint):
        self.add(
            f'<circle cx="{self.x(x):.1f}" cy="{self.y(y):.1f}" r="4.5" fill="{colour}">'
            f"<title>{hint}</title></circle>"
        )

    def guide(self, points):
        """A line through points, as far as it is inside the frame."""
        inside = [
            (x, y)
            for x, y in points
            if self.x_range[0] <= x <= self.x_range[1] and self.y_range[0] <= y <= self.y_range[1]
        ]
        path = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in inside)
        self.add(f'<polyline class="guide" fill="none" points="{path}"/>')


def growth_plot(left, points, key, scale, title):
    values = [point[key] / scale for point in points]
    exponent = growth(points, key) if len(points) > 1 else 1
    plot = Plot(left, f"{title}, growing as blocks^{exponent:.2f}", "blocks",
                [point["blocks"] for point in points], values, True)
    last = max(points, key=lambda point: point["blocks"])
    slope = last[key] / scale / last["blocks"]
    low, high = plot.x_range
    steps = [low * (high / low) ** (i / 200) for i in range(201)]
    plot.guide([(x, slope * x) for x in steps])
    for point, value in zip(points, values):
        hint = f"{point['database']} {point['share']:g}: {point['blocks']} blocks, {value:.3g}"
        plot.dot(point["blocks"], value, COLOURS.get(point["database"], "#888"), hint)
    return "".join(plot.parts)


def cores_plot(left, points):
    base = points[0]["seconds"] * points[0]["threads"]
    speeds = [base / point["seconds"] for point in points]
    most = max(point["threads"] for point in points)
    plot = Plot(left, f"Speed-up on {points[0]['database']}.mm", "threads", [0, most], [*speeds, most], False)
    plot.guide([(0, 0), (most, most)])
    for point, speed in zip(points, speeds):
        plot.dot(point["threads"], speed, COLOURS.get(point["database"], "#888"),
                 f"{point['threads']} threads: {speed:.2f} times as fast")
    return "".join(plot.parts)


def draw(results):
    size, cores = results["size"], results["cores"]
    machine = results["machine"]
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img">\n{STYLE}'
    ]
    step = PLOT_WIDTH + 96
    if size:
        out.append(growth_plot(LEFT, size, "seconds", 1, "Seconds"))
        out.append(growth_plot(LEFT + step, size, "peak_memory_bytes", 1e6, "Megabytes"))
    if cores:
        out.append(cores_plot(LEFT + 2 * step, cores))
    x = LEFT
    for name in dict.fromkeys(point["database"] for point in size):
        out.append(f'<circle cx="{x}" cy="{HEIGHT - 14}" r="4.5" fill="{COLOURS.get(name, "#888")}"/>\n')
        out.append(f'<text x="{x + 9}" y="{HEIGHT - 10}">{name}.mm</text>\n')
        x += 80
    out.append(f'<text class="small" x="{x + 10}" y="{HEIGHT - 10}">dashed: in proportion; '
               f'{machine["processor"]}, {machine["cores"]} cores</text>\n</svg>\n')
    return "".join(out)


def write(path, text):
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(path + ".new", path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--blockfold", default="build/release/bin/blockfold", help="the program")
    parser.add_argument("--databases", default="/usr/share/metamath/databases", help="folder of the .mm files")
    parser.add_argument("--output", default="scaling", help="writes OUTPUT.json and OUTPUT.svg")
    parser.add_argument("--runs", type=int, default=3, help="of each, for the median")
    parser.add_argument("--quick", action="store_true", help="small databases only")
    parser.add_argument("--draw-only", action="store_true", help="draw what was measured before")
    options = parser.parse_args()
    if options.draw_only:
        with open(options.output + ".json", encoding="utf-8") as file:
            results = json.load(file)
    else:
        results = measure(options)
        write(options.output + ".json", json.dumps(results, indent=2) + "\n")
    write(options.output + ".svg", draw(results))


if __name__ == "__main__":
    main()
