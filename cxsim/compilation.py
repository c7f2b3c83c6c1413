"""``@rule``: plain Python functions that Numba compiles where it can run.

Compiled code is kept on disk between processes. Numba's own cache does not notice that a *called*
rule has changed, so the folder's name holds a hash of every source file that can be compiled,
with the versions of Numba and Python.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Hashable, Mapping
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any, ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_COMPILED_FILES = ("compilation.py", "errors.py", "fields.py", "units.py")
_COMPILED_FOLDERS = ("model", "engine", "theory")
_OPTIONS = {"nogil": True, "error_model": "numpy", "_nrt": False}


@cache
def _numba() -> Any | None:
    """Return Numba, or None where it is missing or switched off (NUMBA_DISABLE_JIT=1)."""
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0"):
        return None
    try:
        import numba
    except ImportError:
        return None
    return numba


def compiles() -> bool:
    """Tell whether rules are compiled here."""
    return _numba() is not None


def rule(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Mark a rule of the model: a plain Python function that compiled code can call, too.

    Compiled or not, a rule gives the same numbers: no fast-math, no parallel sums.
    """
    numba = _numba()
    if numba is None:
        return function
    marked: Callable[Arguments, Result] = numba.extending.register_jitable(**_OPTIONS)(function)
    return marked


def compiled(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Mark what Python calls and what takes long: compiled where Numba is there, kept on disk."""
    numba = _numba()
    if numba is None:
        return function
    fast: Any = numba.njit(**_OPTIONS, no_cfunc_wrapper=True)(function)
    if cache_folder() is not None:
        fast._cache = _disk_cache()(function)
    return fast


def compiles_to(function: Callable[..., Any], typed: Callable[..., Any]) -> None:
    """Let compiled code that calls a plain function call another one, chosen by types.

    ``typed`` takes Numba's types of the arguments and returns the function to compile.
    """
    numba = _numba()
    if numba is not None:
        numba.extending.overload(function, jit_options=_OPTIONS, strict=False)(typed)


def plain(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Return the plain Python behind a compiled function."""
    return getattr(function, "py_func", function)


def code_of(function: Any) -> str:
    """Bytecode, names, constants and closed-over values of a function; else its text."""
    code = getattr(function, "__code__", function)
    if not isinstance(code, CodeType):
        return repr(function)
    values = [cell.cell_contents for cell in getattr(function, "__closure__", None) or ()]
    parts = [*code.co_consts, *values, *(getattr(function, "__defaults__", None) or ())]
    return f"{code.co_code.hex()} {code.co_names} {[code_of(part) for part in parts]}"


def codes(count: int) -> list[Any]:
    """Return the numbers from 0 on, as codes for the states and kinds of things.

    They are NumPy numbers: for plain ones, Numba would compile a function anew for each code that
    it is called with.
    """
    import numpy as np

    return list(np.arange(count, dtype=np.int64))


@cache
def cache_folder() -> Path | None:
    """Return the writable folder of compiled code for these sources, or None."""
    for base in _candidates():
        folder = base / _fingerprint()
        try:
            base.mkdir(mode=0o700, parents=True, exist_ok=True)
            if hasattr(os, "getuid") and base.stat().st_uid != os.getuid():
                continue  # somebody else's folder may hold somebody else's code
            folder.mkdir(exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return None


def _candidates() -> list[Path]:
    """Places for the cache, best first: the user's cache folder, then a temporary one."""
    chosen = os.environ.get("CXSIM_CACHE_DIR")
    if chosen:
        return [Path(chosen)]
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        home = os.path.expanduser("~/Library/Caches")  # noqa: PTH111  keeps "~" if there is no home
    else:
        home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    user = str(os.getuid()) if hasattr(os, "getuid") else "user"
    temporary = Path(tempfile.gettempdir()) / f"cxsim-{user}"
    return [Path(home) / "cxsim", temporary] if os.path.isabs(home) else [temporary]  # noqa: PTH117


@cache
def _fingerprint() -> str:
    numba = _numba()
    digest = hashlib.sha256(f"{sys.version} {getattr(numba, '__version__', '')}".encode())
    root = Path(__file__).parent
    sources = [root / file for file in _COMPILED_FILES]
    for folder in _COMPILED_FOLDERS:
        sources += sorted((root / folder).glob("**/*.py"))
    for source in sources:
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:24]


def announce_compiling(what: str, own: Mapping[str, Any]) -> None:
    """Say that the next call compiles: once on a machine, with own mechanisms once a start."""
    if own and what == "compiled":
        names, classes = ", ".join(own), tuple(type(mechanism) for mechanism in own.values())
        say_once(f"cxsim compiles its model with {names}: about half a minute.", classes)
    elif compiles() and not _marker(what).exists():
        print(
            "cxsim compiles its model: once on this machine, about half a minute.",
            file=sys.stderr,
            flush=True,
        )


@cache
def say_once(sentence: str, about: Hashable = None) -> None:
    """Print a line for the user, once for what it is about."""
    print(sentence, file=sys.stderr, flush=True)


def note_compiled(what: str) -> None:
    """Remember that compiled code lies on disk."""
    if compiles() and cache_folder() is not None:
        _marker(what).touch()


def _marker(what: str) -> Path:
    return (cache_folder() or Path(os.devnull)) / f"compiled-{what}"


def _has_mechanisms(kind: Any) -> bool:
    fields = getattr(kind, "fields", ())
    return "mechanisms" in fields and len(kind.types[fields.index("mechanisms")].types) > 0


@cache
def _disk_cache() -> Any:
    """Numba's on-disk cache, told to use our folder and never to look at file times."""
    from numba.core import caching
    from numba.core.runtime import rtsys

    class Locator(caching._CacheLocator):
        def __init__(self, module: str) -> None:
            self._module = module

        def get_cache_path(self) -> str:
            return str(cache_folder())

        def get_source_stamp(self) -> str:
            return _fingerprint()

        def get_disambiguator(self) -> str:
            return self._module

        @classmethod
        def from_function(cls, py_func: Any, py_file: str) -> Locator:
            return cls(py_func.__module__.replace(".", "-"))

    class Implementation(caching.CompileResultCacheImpl):
        _locator_classes = [Locator]  # type: ignore[list-item]  # noqa: RUF012

    class DiskCache(caching.FunctionCache):
        _impl_class = Implementation

        def save_overload(self, sig: Any, data: Any) -> None:
            # The functions of somebody's own mechanisms end with this process.
            if not any(_has_mechanisms(kind) for kind in sig):
                super().save_overload(sig, data)

        def load_overload(self, sig: Any, target_context: Any) -> Any:
            # Numba would import all that compiling needs, a quarter of a second, also where it only
            # loads. Loaded code needs the runtime; what must be compiled imports the rest itself.
            rtsys.initialize(target_context)
            with self._guard_against_spurious_io_errors():
                return self._load_overload(sig, target_context)

    return DiskCache
