"""Uses map.html in headless Chromium as a reader would: filters, keys, markers, what a screen reader is told.

    python3 tests/qgis/page.py FOLDER

FOLDER holds map.html and events.geojson. Chromium is spoken to over a pipe, so that nothing needs to be installed beside it.
The last line tells how many checks passed and failed; the exit code is 1 when one failed.
"""
import json
import os
import subprocess
import sys
import tempfile

counts = {"passed": 0, "failed": 0}


def check(what, found, expected):
    counts["passed" if found == expected else "failed"] += 1
    if found != expected:
        print(f"FAIL  {what}: found {found!r}, expected {expected!r}")


class Browser:
    def __init__(self, profile):
        (to_read, self.to), (self.back, from_write) = os.pipe(), os.pipe()

        def pipes():  # Chromium reads from 3 and writes to 4
            a, b = os.dup(to_read), os.dup(from_write)
            os.dup2(a, 3)
            os.dup2(b, 4)

        self.process = subprocess.Popen(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", f"--user-data-dir={profile}",
             "--window-size=1400,950", "about:blank"],
            preexec_fn=pipes, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(from_write)
        self.number, self.rest, self.session, self.complaints = 0, b"", None, []

    def call(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self.rest:
                more = os.read(self.back, 1 << 16)
                if not more:
                    raise SystemExit("chromium went away")
                self.rest += more
            text, self.rest = self.rest.split(b"\0", 1)
            answer = json.loads(text)
            if answer.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded"):
                self.complaints.append(json.dumps(answer["params"])[:300])
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"{method}: {answer['error']}")
                return answer["result"]

    def open(self, address):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Runtime", "Page", "Log", "Accessibility"):
            self.call(f"{domain}.enable")
        self.call("Page.navigate", url=address)
        self.run("new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', done))")

    def run(self, script):
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise SystemExit(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def key(self, key, code=None, text=None):
        event = {"key": key, "code": code or key, **({"text": text} if text else {})}
        codes = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowRight": 39}
        if key in codes:
            event["windowsVirtualKeyCode"] = codes[key]
        self.call("Input.dispatchKeyEvent", type="keyDown", **event)
        self.call("Input.dispatchKeyEvent", type="keyUp", **event)


def main():
    folder = os.path.abspath(sys.argv[1])
    with open(f"{folder}/events.geojson", encoding="utf-8") as file:
        events = [f["properties"] for f in json.load(file)["features"]]
    # The browser may still write there while it ends.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(profile)
        try:
            read(browser, folder, events)
        finally:
            browser.process.kill()
            browser.process.wait()
    print(f"page: {counts['passed']} passed, {counts['failed']} failed")
    sys.exit(counts["failed"] > 0)


def read(browser, folder, events):
    run = browser.run
    browser.open(f"file://{folder}/map.html#lang=en")
    rows = "[...document.querySelectorAll('#rows td.date')].map(cell => cell.textContent)"
    shown = f"{rows}.length"
    enter = """(id, value) => { const box = document.getElementById(id); box.value = value;
        box.dispatchEvent(new Event('input', { bubbles: true })); }"""

    check("all events have a row", run(shown), len(events))
    days = sorted(e["event_date"] for e in events if e["event_date"])
    if not days:
        return
    middle = days[len(days) // 2]
    run(f"({enter})('from', '{middle}')")
    check("from a date on", run(shown), sum(d >= middle for d in days))
    run(f"({enter})('from', '')")
    run(f"({enter})('to', '{middle}')")
    check("up to a date", run(shown), sum(d <= middle for d in days))
    run(f"({enter})('to', '')")
    roles = ("actor1", "assoc_actor_1", "actor2", "assoc_actor_2")
    actor = next(e["actor1"] for e in events if e["actor1"])
    run(f"({enter})('actor', {json.dumps(actor)})")
    check("by an actor", run(shown), sum(actor in [e[r] for r in roles] for e in events))
    run(f"({enter})('actor', '')")
    box = "document.querySelector('#types input')"
    name = run(f"{box}.parentNode.querySelector('[data-type]').dataset.type")
    run(f"{box}.click()")
    left = sum(1 for _ in filter(None, run("[...document.querySelectorAll('#rows tr')].map(r => r.cells[1]?.textContent.trim())")))
    check("without a type", run(f"[...document.querySelectorAll('#rows tr')].some(r => r.cells[1]?.textContent.trim() === {json.dumps(name)})"), False)
    check("the others stay", 0 <= left < len(events), True)
    check("markers follow", run("document.querySelectorAll('#marks > g').length") <= left, True)
    run(f"({enter})('q', 'no such words anywhere')")
    check("nothing fits, and it says so", run("document.querySelector('#rows').textContent"), "No event fits these filters.")
    run("document.querySelector('button[type=reset]').click(); new Promise(done => setTimeout(done, 50))")
    check("cleared", run(shown), len(events))
    check("sorted by date", run(rows), sorted(run(rows)))
    run("document.querySelector('[data-sort=event_date]').click()")
    check("the other way round", run(rows), sorted(run(rows), reverse=True))

    # By keys alone: a row, its details, back again; the map.
    run("document.querySelector('#rows button').focus()")
    browser.key("Enter", text="\r")
    check("Enter opens the details", run("document.getElementById('detail').hidden"), False)
    sentence = run("document.querySelector('#detail blockquote')?.textContent ?? ''")
    check("with the sentence of the source", sentence in [e["text"] for e in events], True)
    check("and the radius", run("/± [0-9.]+ km/.test(document.getElementById('detail').textContent)"), True)
    check("the row is told", run("document.querySelectorAll('#rows [aria-current=true]').length"), 1)
    browser.key("Escape")
    check("Escape closes them", run("document.getElementById('detail').hidden"), True)
    run("document.getElementById('map').focus()")
    before = run("document.getElementById('map').getAttribute('viewBox')")
    browser.key("+", "Equal", "+")
    browser.key("ArrowRight")
    check("keys move the map", run("document.getElementById('map').getAttribute('viewBox')") != before, True)
    browser.key("0", "Digit0", "0")
    check("and bring it back", [float(n) for n in run("document.getElementById('map').getAttribute('viewBox')").split()],
          [float(n) for n in before.split()])
    run("document.querySelector('#marks > g').dispatchEvent(new MouseEvent('click', { bubbles: true }))")
    check("a marker chooses its row", run("document.querySelectorAll('#rows tr.on').length"), 1)

    # What a screen reader is told: everything that can be used has a name.
    nodes = browser.call("Accessibility.getFullAXTree")["nodes"]
    usable = {"button", "textbox", "searchbox", "checkbox", "combobox", "link", "application", "Date"}
    nameless = [n["role"]["value"] for n in nodes if not n.get("ignored") and n.get("role", {}).get("value") in usable and not n.get("name", {}).get("value")]
    check("controls without a name", nameless, [])

    for lang, way in (("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")):
        run(f"document.getElementById('lang').value = '{lang}'; document.getElementById('lang').dispatchEvent(new Event('change'))")
        check(f"{lang}: direction", run("document.documentElement.dir"), way)
        check(f"{lang}: words", run("[...document.querySelectorAll('[data-word]')].filter(n => !n.textContent.trim()).length"), 0)
        check(f"{lang}: no row is wider than its list", run("(l => l.scrollWidth <= l.clientWidth + 1)(document.querySelector('.list'))"), True)
    check("complaints", browser.complaints, [])


main()
