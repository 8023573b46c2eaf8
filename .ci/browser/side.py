"""Build the page that runs inside a browser: a folder of static files for any web server.

    bash .ci/side MAPPE          build into a new or empty folder
    bash .ci/side --vis [PORT]   build, and serve on 127.0.0.1 for inspection
    bash .ci/side --hent         download the sources, and fill the cache of compiled files
    bash .ci/side --laas         write laas.json anew from the versions of .ci/laas-drift.txt

``laas.json`` lists the sources: names, versions and checksums. Two builds of the same sources are equal byte by byte.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

HER = Path(__file__).resolve().parent
ROD = HER.parents[1]
LAAS = HER / "laas.json"
STATISK = HER / "statisk"
HENTET = ROD / "build" / "browser"
LAVET = HENTET / "lavet"
_PLATFORM = "pyemscripten_2026_0_wasm32"
# Only the Python modules of these are used; they work without their extension modules, compiled for another platform.
_UDEN_KOMPILERET = ("markupsafe", "pyyaml")
# Large files that the page does not use: other databases, the libraries' own tests and command templates, and the
# standard library's development tools.
_UDELAD = re.compile(
    r"sqlalchemy/(orm|testing|dialects/(mysql|mssql|oracle))/|sqlalchemy/ext/(?!__init__|compiler)|alembic/(templates|testing)/|mako/(testing|ext)/"
    r"|anyio/(pytest_plugin|_backends/_trio)|pydantic/(v1|mypy)|lark/__pyinstaller/"
    r"|(_pyrepl|idlelib|multiprocessing|pydoc_data|unittest|xmlrpc)/|(doctest|mailbox|pdb|pickletools|pydoc|turtle)\.py$"
    r"|(_pyio|bdb|cProfile|ftplib|imaplib|optparse|poplib|profile|pstats|smtplib|trace)\.py$|wsgiref/"
    r"|.*\.dist-info/(RECORD|WHEEL|INSTALLER|sboms/.*)$|.*\.(pyi|pyx|pxd|c|h)$|.*(?<!-emscripten)\.so$|.*/$"
)
# Kept as source: anyio reads its own source to find its names; alembic reads migrations as source.
_SOM_KILDE = ["anyio/__init__.py", "/migrationer/"]
# alembic generates functions from its docstrings; ours are shown in the description of the API.
_MED_DOCSTRINGS = ["alembic/", "ansoegning/", "_pyodide/", "pyodide/"]
_PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
# Compressed without other changes, unlike the archives, which are rebuilt. The browser decompresses them.
_PAKKES = ("pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json")
_TID = (2020, 1, 1, 0, 0, 0)
_EGNE = (
    "arbejder.js", "forbind.js", "indhold.html", "indhold.js", "program.py", "start.css", "start.html", "start.js",
)  # fmt: skip
# Folders in the browser's Python: the standard library, and all other packages.
_STDLIB, _PAKKER = "lib/python3.14", "pakker"
# Folders that are complete in the first archives: the program lists their files when it starts, and Python caches that
# a module was not found (``encodings``).
_OGSAA_FOERST = (
    f"{_STDLIB}/encodings/", *(f"{_PAKKER}/ansoegning/{m}/" for m in ("_data/rules", "web/aktiver", "web/statisk")),
)  # fmt: skip
# Files outside the build's folder, which a browser requests first: name there, and name in the build.
_UDENFOR = {"index.html": "start.html", "start.js": "start.js", "start.css": "start.css"}
_TYPER = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".py": "text/x-python; charset=utf-8",
    ".wasm": "application/wasm",
    ".zip": "application/zip",
}
_SENERE = "typst.zip"
# Files that a first visit downloads before Python starts; the others are downloaded meanwhile.
_FOERST = ("arbejder.js", "program.py", "pyodide.mjs", *_PAKKES, "start.css", "start.html", "start.js", "tom.zip")
# Archives that the first page does not need; downloaded last.
_RESTEN = ("bibliotek-resten.zip", "ansoegning-resten.zip")
_PORT = 8124
CSP = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def byg(mappe: Path) -> str:
    """Build into a folder and return the build's name.

    Raises RuntimeError if the folder is not empty or a download does not match its checksum.
    """
    mappe.mkdir(parents=True, exist_ok=True)
    if any(mappe.iterdir()):
        msg = f"Mappen {mappe} er ikke tom. Vælg en ny, så filer fra to udgaver ikke blandes."
        raise RuntimeError(msg)
    return udlaeg(lav_filer(), mappe)


def lav_filer() -> dict[str, bytes]:
    """Return the files of a build by name; compressed ones also as ``NAME.pakket``. Raises as ``byg``."""
    hent_byg().hent_aktiver(ROD)
    with tempfile.TemporaryDirectory(prefix="ansoegning-side-") as sted:
        return _filer(Path(sted), laes_laas())


def laes_laas() -> dict[str, Any]:
    """Return the sources of the page: names, versions and checksums."""
    laas: dict[str, Any] = json.loads(LAAS.read_text(encoding="utf-8"))
    return laas


def udlaeg(filer: dict[str, bytes], mappe: Path) -> str:
    """Write a build into a folder, which may contain other builds, and return its name."""
    laas = laes_laas()
    kilder = [
        {"navn": x["navn"], "version": x["version"], "sum": x.get("integritet") or x["sha256"]} for x in _alle(laas)
    ]
    udgave = f"u-{_udgave(filer, kilder)}"
    filer = {n: d.replace(b"@UDGAVE@", udgave.encode()) if n == "start.html" else d for n, d in filer.items()}
    # The browser downloads in this order: third-party modules before our own, which import them.
    sidst = ("tredjepart.zip", "ansoegning.zip", *_RESTEN)
    navne = sorted(
        (n for n in filer if not n.endswith(".pakket")), key=lambda n: (sidst.index(n) if n in sidst else -1, n)
    )
    poster = {n: _post(n, filer) for n in navne}
    oversigt = _json({"udgave": udgave, "kilder": kilder, "filer": poster})
    filer["udgave.json"] = oversigt
    poster["udgave.json"] = _post("udgave.json", filer)
    sw = (STATISK / "sw.js").read_text(encoding="utf-8").replace("@UDGAVE@", udgave)
    ude = {ude: filer[inde] for ude, inde in _UDENFOR.items()}
    ude["sw.js"] = sw.replace("/*@FILER@*/ {}", json.dumps(poster, separators=(",", ":"))).encode()
    ude["udgave.json"] = oversigt
    ude |= {f"{udgave}/{p['sti']}": filer[p["sti"].replace(".bin", ".pakket")] for p in poster.values()}
    ude["KONTROL.txt"] = "".join(f"{_sha256(d)}  {n}\n" for n, d in sorted(ude.items())).encode()
    (mappe / udgave).mkdir(parents=True)
    for navn, data in ude.items():
        (mappe / navn).write_bytes(data)
    return udgave


def hent_byg() -> Any:
    """Return the package's build hook, which has the list of data folders and the npm command."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROD / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    modul = importlib.util.module_from_spec(spec)
    sys.modules["hatch_build"] = modul
    spec.loader.exec_module(modul)
    return modul


def _filer(sted: Path, laas: dict[str, Any]) -> dict[str, bytes]:
    pyodide = hent_pyodide(laas["pyodide"])
    hjul = _hent_hjul(laas["hjul"])
    dele = {
        "bibliotek": (_STDLIB, _af_zip([pyodide / "python_stdlib.zip"])),
        "tredjepart": (_PAKKER, _af_zip(f for n, f in hjul.items() if n != "typst")),
        "ansoegning": (_PAKKER, egen_pakke()),
    }
    program = (STATISK / "program.py").read_bytes()
    filer = {n: (pyodide / n).read_bytes() for n in _PAKKES} | arkiver(sted, pyodide, laas, dele, program)
    pakkede = lavet(sted, pyodide, laas["pyodide"]["integritet"], "pak", filer)
    return {
        **{n: (STATISK / n).read_bytes() for n in _EGNE},
        "pyodide.mjs": (pyodide / "pyodide.mjs").read_bytes(),
        "tom.zip": arkiv_af({}),
        **filer,
        **{f"{n}.pakket": d for n, d in pakkede.items()},
        _SENERE: hjul["typst"].read_bytes(),
    }


def arkiver(
    sted: Path, pyodide: Path, laas: dict[str, Any], dele: dict[str, tuple[str, dict[str, bytes]]], program: bytes
) -> dict[str, bytes]:
    """Return the archives of compiled Python files; files that the first page needs are in archives of their own.

    ``dele``: each part's folder and files. ``program``: the source that the worker runs.
    """
    integritet = laas["pyodide"]["integritet"]
    kilder = {n: arkiv_af(filer) for n, (_, filer) in dele.items()}
    kompileret = {
        n: {f"{dele[n][0]}/{navn}": f for navn, f in _indhold(d).items()}
        for n, d in lavet(sted, pyodide, integritet, "kompiler", kilder).items()
    }
    alle = dict(sorted(x for filer in kompileret.values() for x in filer.items()))
    foerst = _foerst(sted, pyodide, integritet, alle, program)
    ud: dict[str, dict[str, bytes]] = {}
    for del_, filer in kompileret.items():
        for navn, data in filer.items():
            if navn.endswith(".so") or (navn in foerst and del_ == "bibliotek"):
                arkiv = "python.zip"
            elif navn in foerst:
                arkiv = f"{del_}.zip"
            else:
                arkiv = "ansoegning-resten.zip" if del_ == "ansoegning" else "bibliotek-resten.zip"
            ud.setdefault(arkiv, {})[navn] = data
    return {n: arkiv_af(filer) for n, filer in ud.items()}


def _foerst(sted: Path, pyodide: Path, integritet: str, alle: dict[str, bytes], program: bytes) -> set[str]:
    """Return the files that the first page reads or lists. Cached by the files' checksums."""
    maaler = HER / "foerst.mjs"
    summer = [[n, _sha256(d)] for n, d in alle.items()]
    husket = LAVET / f"foerst-{_sha256(maaler.read_bytes() + program + _json([integritet, summer]))}"
    if not husket.is_dir():
        opgave: dict[str, Any] = {"pyodide": str(pyodide), "program": str(sted / "program.py")}
        opgave |= {"filer": [f"/{n}" for n in alle], "laengder": [len(d) for d in alle.values()]}
        (sted / "program.py").write_bytes(program)
        (sted / "alt.bin").write_bytes(b"".join(alle.values()))
        (sted / "tom.zip").write_bytes(arkiv_af({}))
        _koer_node(sted, maaler, opgave)
        with _hel(husket) as ny:
            shutil.copyfile(sted / "foerst.json", ny / "foerst.json")
    laest = {n[1:] for n in json.loads((husket / "foerst.json").read_text(encoding="utf-8"))}
    return laest | {n for n in alle if n.startswith(_OGSAA_FOERST)}


def _koer_node(sted: Path, script: Path, opgave: dict[str, Any]) -> None:
    (sted / "opgave.json").write_text(json.dumps(opgave), encoding="utf-8")
    subprocess.run([_node(), str(script), str(sted)], check=True, stdin=subprocess.DEVNULL)  # noqa: S603


def lavet(sted: Path, pyodide: Path, integritet: str, slags: str, ind: dict[str, bytes]) -> dict[str, bytes]:
    """Compile each archive (``kompiler``) or compress each file (``pak``). Results are cached on disk."""
    program = (HER / "kompiler.py").read_bytes()
    regler = {"slags": slags, "med_docstrings": _MED_DOCSTRINGS, "som_kilde": _SOM_KILDE}
    husket = {
        n: LAVET / f"{n}-{_sha256(program + _json([integritet, regler]) + _sha256(d).encode())}" for n, d in ind.items()
    }
    if nye := [n for n, m in husket.items() if not m.is_dir()]:
        for n in nye:
            (sted / f"{n}.ind").write_bytes(ind[n])
        opgave = {"pyodide": str(pyodide), "program": str(HER / "kompiler.py"), "filer": nye, **regler}
        _koer_node(sted, HER / "kompiler.mjs", opgave)
        for n in nye:
            with _hel(husket[n]) as ny:
                shutil.copyfile(sted / n, ny / n)
    return {n: (m / n).read_bytes() for n, m in husket.items()}


@contextmanager
def _hel(mappe: Path) -> Iterator[Path]:
    """A folder that is there when all of it is; another that was quicker is as good."""
    mappe.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=mappe.parent) as ny:
        yield Path(ny)
        try:
            Path(ny).rename(mappe)
        except OSError:
            if not mappe.is_dir():
                raise
        else:
            # What is taken away when this ends.
            Path(ny).mkdir()


def _node() -> str:
    """Node: the one that npm came with, else the one on the path."""
    node = str(hent_byg()._npm()[0])
    return node if Path(node).stem == "node" else shutil.which("node") or "node"


def egen_pakke() -> dict[str, bytes]:
    """This package as an installation has it: its modules, and the data folders."""
    pakke = ROD / "src" / "ansoegning"
    filer = {f"ansoegning/{f.relative_to(pakke).as_posix()}": f for f in _under(pakke)}
    for fra, til in hent_byg().MAPPER.items():
        filer |= {f"ansoegning/_data/{til}/{f.relative_to(ROD / fra).as_posix()}": f for f in _under(ROD / fra)}
    return {n: f.read_bytes() for n, f in filer.items()}


def _under(mappe: Path) -> list[Path]:
    return [
        f for f in sorted(mappe.rglob("*")) if f.is_file() and "__pycache__" not in f.parts and "_data" not in f.parts
    ]


def _af_zip(filer: Iterable[Path]) -> dict[str, bytes]:
    ud: dict[str, bytes] = {}
    for fil in filer:
        with zipfile.ZipFile(fil) as z:
            ud |= {n: z.read(n) for n in z.namelist() if not _UDELAD.match(n)}
    return ud


def _indhold(arkiv: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(arkiv)) as z:
        return {n: z.read(n) for n in z.namelist()}


def arkiv_af(filer: dict[str, bytes]) -> bytes:
    """The files as one archive, not compressed."""
    ud = io.BytesIO()
    with zipfile.ZipFile(ud, "w", zipfile.ZIP_STORED) as z:
        for navn, data in sorted(filer.items()):
            z.writestr(zipfile.ZipInfo(navn, _TID), data)
    return ud.getvalue()


def _post(navn: str, filer: dict[str, bytes]) -> dict[str, Any]:
    """What the service worker must know of a file."""
    pakket = f"{navn}.pakket" in filer
    data = filer[f"{navn}.pakket"] if pakket else filer[navn]
    return {
        "sti": f"{navn}.bin" if pakket else navn,
        "sha256": _sha256(data),
        "udpakket": _sha256(filer[navn]),
        "byte": len(data),
        "type": _TYPER[Path(navn).suffix],
        **({"pakket": True} if pakket else {}),
        **({"senere": True} if navn == _SENERE else {}),
        **({"foerst": True} if navn in _FOERST else {}),
        **({"resten": True} if navn in _RESTEN else {}),
    }


def _udgave(filer: dict[str, bytes], kilder: list[dict[str, str]]) -> str:
    """The same name for the same content, and another for any other."""
    ind = {**filer, "sw.js": (STATISK / "sw.js").read_bytes(), "kilder": _json(kilder)}
    return _sha256("".join(f"{n} {_sha256(d)}\n" for n, d in sorted(ind.items())).encode())[:12]


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# ---- Fetching, by name, version and checksum; what was fetched before is used again if it is the same


def _alle(laas: dict[str, Any]) -> list[dict[str, Any]]:
    return [laas["pyodide"], *laas["hjul"]]


def hent_pyodide(post: dict[str, Any]) -> Path:
    """Return the folder of Pyodide's files. Raises RuntimeError if the checksum does not match."""
    mappe = HENTET / f"pyodide-{post['version']}"
    arkiv = HENTET / f"{post['navn']}-{post['version']}.tgz"
    if not arkiv.is_file():
        HENTET.mkdir(parents=True, exist_ok=True)
        modul = hent_byg()
        kommando = [*modul._npm(), *modul._NPM, f"{post['navn']}@{post['version']}"]
        subprocess.run(kommando, cwd=HENTET, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603
    fundet = "sha512-" + base64.b64encode(hashlib.sha512(arkiv.read_bytes()).digest()).decode()
    if fundet != post["integritet"]:
        arkiv.unlink()
        msg = f"{arkiv.name}: sha512 er {fundet}, men laas.json siger {post['integritet']}"
        raise RuntimeError(msg)
    shutil.rmtree(mappe, ignore_errors=True)
    mappe.mkdir()
    with tarfile.open(arkiv) as t:
        for navn in _PYODIDE:
            ind = t.extractfile(f"package/{navn}")
            assert ind is not None
            (mappe / navn).write_bytes(ind.read())
    return mappe


def _hent_hjul(poster: list[dict[str, Any]]) -> dict[str, Path]:
    HENTET.mkdir(parents=True, exist_ok=True)
    for uden in (False, True):
        mangler = [p for p in poster if (p["navn"] in _UDEN_KOMPILERET) is uden and not (HENTET / p["fil"]).is_file()]
        if mangler:
            _pip(mangler, "manylinux2014_x86_64" if uden else _PLATFORM)
    for p in poster:
        fundet = _sha256((HENTET / p["fil"]).read_bytes())
        if fundet != p["sha256"]:
            (HENTET / p["fil"]).unlink()
            msg = f"{p['fil']}: sha256 er {fundet}, men laas.json siger {p['sha256']}"
            raise RuntimeError(msg)
    return {p["navn"]: HENTET / p["fil"] for p in poster}


def _pip(poster: list[dict[str, Any]], platform: str) -> None:
    with tempfile.TemporaryDirectory() as sted:
        krav = Path(sted, "krav.txt")
        krav.write_text(
            "".join(
                f"{p['navn']}=={p['version']}" + (f" --hash=sha256:{p['sha256']}" if "sha256" in p else "") + "\n"
                for p in poster
            ),
            encoding="utf-8",
        )
        subprocess.run(  # noqa: S603 - this interpreter's pip
            [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "-qq", "--no-deps",
             "--only-binary", ":all:", "--platform", platform,
             "--python-version", "3.14", "-d", str(HENTET), "-r", str(krav)],
            check=True,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip


_HJUL = (
    "alembic", "annotated-types", "anyio", "click", "idna", "jinja2", "lark", "mako", "markupsafe", "pydantic",
    "pydantic-core", "python-multipart", "pyyaml", "sqlalchemy", "starlette", "typing-extensions",
    "typing-inspection", "typst", "xlsxwriter",
)  # fmt: skip


def laas_igen() -> None:
    """Write ``laas.json`` from the project's locked versions and the files that the registries now have of them."""
    versioner = dict(
        re.findall(
            r"^([a-z0-9-]+)==([^ \\]+)", (ROD / ".ci" / "laas-drift.txt").read_text(encoding="utf-8"), re.MULTILINE
        )
    )
    gammel = laes_laas()
    hjul = []
    for navn in _HJUL:
        foer = set(HENTET.glob("*.whl")) if HENTET.is_dir() else set()
        post = {"navn": navn, "version": versioner[navn]}
        fundet = [
            f
            for f in foer
            if f.name.lower().replace("-", "_").startswith(f"{navn.replace('-', '_')}_{post['version']}_")
        ]
        for f in fundet:
            f.unlink()
        HENTET.mkdir(parents=True, exist_ok=True)
        _pip([post], "manylinux2014_x86_64" if navn in _UDEN_KOMPILERET else _PLATFORM)
        (fil,) = set(HENTET.glob("*.whl")) - (foer - set(fundet))
        hjul.append({**post, "fil": fil.name, "sha256": _sha256(fil.read_bytes())})
    LAAS.write_bytes(_json({"pyodide": gammel["pyodide"], "hjul": hjul}))


# ---- Looking at it


class _Server(SimpleHTTPRequestHandler):
    """The folder with the headers that ``docs/udgivelse.md`` asks for; unknown addresses lead to the first page."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CSP)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "same-origin")
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def send_head(self) -> io.BytesIO | Any:
        # Two builds of the same second have the same time, and a browser would keep the old one.
        del self.headers["If-Modified-Since"]
        if not Path(self.translate_path(self.path)).exists():
            self.send_response(302)
            self.send_header("Location", "/")
            self.end_headers()
            return None
        return super().send_head()

    def copyfile(self, source: Any, outputfile: Any) -> None:
        kopierer = getattr(self.server, "kopierer", None)
        (kopierer or super().copyfile)(source, outputfile)

    def log_message(self, *_: object) -> None:
        """Nothing is written about who looks at what."""


def server(mappe: Path, port: int) -> ThreadingHTTPServer:
    """A server of the folder on 127.0.0.1."""
    return ThreadingHTTPServer(("127.0.0.1", port), lambda *a: _Server(*a, directory=str(mappe)))


def main(argv: list[str]) -> int:
    """The command."""
    try:
        if argv == ["--laas"]:
            laas_igen()
        elif argv == ["--hent"]:
            lav_filer()
        elif argv[:1] == ["--vis"] and len(argv) <= 2:
            with tempfile.TemporaryDirectory(prefix="ansoegning-side-") as sted:
                byg(Path(sted, "side"))
                with server(Path(sted, "side"), int(argv[1]) if len(argv) == 2 else _PORT) as s:
                    print(f"http://127.0.0.1:{s.server_port}/ (Ctrl-C standser)", flush=True)  # noqa: T201
                    s.serve_forever()
        elif len(argv) == 1 and not argv[0].startswith("-"):
            print(f"{argv[0]}: udgave {byg(Path(argv[0]))}")  # noqa: T201
        else:
            print("Brug: bash .ci/side MAPPE | --vis [PORT] | --hent | --laas", file=sys.stderr)  # noqa: T201
            return 2
    except (RuntimeError, OSError, subprocess.SubprocessError) as fejl:
        print(f"side: {fejl}", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
