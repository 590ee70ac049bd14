"""A headless Chromium, driven through the DevTools protocol over a pipe; standard library only.

    with Browser() as browser:
        page = browser.open(url, width=390, dark=True)
        page.evaluate("document.title")
        page.screenshot("page.png")
        assert not page.problems and not page.requests

Chromium's own traffic is switched off, names of hosts lead nowhere, and whatever a page asks for is recorded.
"""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless=new", "--remote-debugging-pipe", "--no-first-run", "--no-default-browser-check", "--mute-audio",
    "--disable-gpu", "--disable-extensions", "--disable-sync", "--disable-background-networking",
    "--disable-component-update", "--disable-default-apps", "--disable-domain-reliability",
    "--disable-client-side-phishing-detection", "--disable-dev-shm-usage", "--hide-scrollbars",
    "--metrics-recording-only", "--force-color-profile=srgb", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
DEADLINE = 120  # seconds without which an answer counts as lost


def find_chromium():
    """The path of a Chromium, or None."""
    for name in (os.environ.get("CHROMIUM"), *NAMES):
        path = name and shutil.which(name)
        if path:
            return path
    return None


class BrowserError(Exception):
    """The browser did not do what it was told."""


class Browser:
    """One process, ended with the `with` block."""

    def __init__(self, program=None):
        self.program = program or find_chromium()
        if self.program is None:
            raise BrowserError("no Chromium is installed: tools/setup.sh --browser installs one")

    def __enter__(self):
        self.home = tempfile.TemporaryDirectory(prefix="blockfold-chromium-", ignore_cleanup_errors=True)
        # Chromium reads commands from descriptor 3 and answers on 4.
        command_read, self.command = os.pipe()
        self.answer, answer_write = os.pipe()
        flags = [*FLAGS, f"--user-data-dir={self.home.name}"]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")  # the sandbox does not start as root
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", f'exec "$@" 3<&{command_read} 4>&{answer_write}', "sh", self.program, *flags],
            pass_fds=(command_read, answer_write), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(command_read)
        os.close(answer_write)
        self.buffer = b""
        self.last_id = 0
        self.answers = {}
        self.listeners = {}
        return self

    def __exit__(self, *exception):
        os.close(self.command)
        os.close(self.answer)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.home.cleanup()

    def send(self, method, session=None, **parameters):
        """Calls a method of the protocol and returns its result."""
        self.last_id += 1
        message = {"id": self.last_id, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        wanted = self.last_id
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.command, data):]
        self.pump(lambda: wanted in self.answers, method)
        answer = self.answers.pop(wanted)
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error'].get('message')}")
        return answer.get("result", {})

    def pump(self, done, what):
        """Reads messages until `done()`."""
        end = time.monotonic() + DEADLINE
        while not done():
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.answer], [], [], left)[0]:
                raise BrowserError(f"no answer to {what}")
            data = os.read(self.answer, 1 << 16)
            if not data:
                raise BrowserError(f"the browser ended during {what}")
            *messages, self.buffer = (self.buffer + data).split(b"\0")
            for message in map(json.loads, messages):
                if "id" in message:
                    self.answers[message["id"]] = message
                elif message.get("sessionId") in self.listeners:
                    self.listeners[message["sessionId"]].on_event(message["method"], message.get("params", {}))

    def open(self, url, width=1280, height=900, dark=False, mobile=None):
        """Opens a page and waits until it is loaded."""
        return Page(self, url, width, height, dark, width < 600 if mobile is None else mobile)


class Page:
    """A tab. `problems` are errors and warnings of its console, exceptions and what its policy refused;
    `requests` the addresses that it asked for besides its own and what it made itself."""

    def __init__(self, browser, url, width, height, dark, mobile):
        self.browser = browser
        self.url = url
        self.problems = []
        self.requests = []
        self.loaded = False
        target = browser.send("Target.createTarget", url="about:blank")["targetId"]
        self.target = target
        self.session = browser.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        browser.listeners[self.session] = self
        for domain in ("Page", "Runtime", "Log", "Network", "DOM"):
            self.send(f"{domain}.enable")
        self.resize(width, height, mobile)
        self.use_scheme(dark)
        failure = self.send("Page.navigate", url=url).get("errorText")
        if failure:
            raise BrowserError(f"{url}: {failure}")
        browser.pump(lambda: self.loaded, url)
        self.evaluate("document.fonts.ready.then(() => 0)")

    def send(self, method, **parameters):
        return self.browser.send(method, self.session, **parameters)

    def on_event(self, method, event):
        if method == "Page.loadEventFired":
            self.loaded = True
        elif method == "Network.requestWillBeSent":
            address = event["request"]["url"]
            if address != self.url and not address.startswith(("data:", "blob:")):
                self.requests.append(address)
        elif method == "Log.entryAdded":
            self.problems.append(event["entry"]["text"])
        elif method == "Runtime.exceptionThrown":
            details = event["exceptionDetails"]
            self.problems.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled" and event["type"] in ("error", "warning", "assert"):
            self.problems.append(" ".join(str(part.get("value", part.get("description"))) for part in event["args"]))

    def resize(self, width, height, mobile=False):
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=2 if mobile else 1, mobile=mobile)

    def use_scheme(self, dark, media=""):
        self.send("Emulation.setEmulatedMedia", media=media,
                  features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def evaluate(self, expression):
        """The value of an expression, or of what it promises."""
        result = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise BrowserError(details.get("exception", {}).get("description", details["text"]))
        return result["result"].get("value")

    def wait_for(self, expression, seconds=DEADLINE):
        """Waits until an expression holds."""
        end = time.monotonic() + seconds
        while not self.evaluate(f"Boolean({expression})"):
            if time.monotonic() > end:
                raise BrowserError(f"waited in vain for {expression}")
            time.sleep(0.02)

    def choose_files(self, selector, paths):
        """Puts files into an `<input type=file>`."""
        root = self.send("DOM.getDocument")["root"]["nodeId"]
        node = self.send("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.send("DOM.setFileInputFiles", nodeId=node, files=[os.path.abspath(path) for path in paths])

    def drop_files(self, selector, paths):
        """Drags files onto the middle of an element and drops them."""
        box = self.evaluate(f"document.querySelector({json.dumps(selector)}).getBoundingClientRect().toJSON()")
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        data = {"items": [], "files": [os.path.abspath(path) for path in paths], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.send("Input.dispatchDragEvent", type=kind, x=x, y=y, data=data)

    def screenshot(self, path, whole=True, clip=None):
        """A PNG of the page, of what is in view, or of a rectangle (x, y, width, height)."""
        options = {"captureBeyondViewport": whole}
        if clip:
            options = {"captureBeyondViewport": True,
                       "clip": dict(zip(("x", "y", "width", "height"), clip), scale=1)}
        data = self.send("Page.captureScreenshot", format="png", **options)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def pdf(self, path):
        """The page as it is printed."""
        data = self.send("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def close(self):
        self.browser.listeners.pop(self.session, None)
        self.browser.send("Target.closeTarget", targetId=self.target)
