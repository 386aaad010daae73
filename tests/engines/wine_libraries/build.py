"""Puts into a Windows of Wine 8 what that lacks: random bytes for Rust, calculation with complex numbers for numpy.

Its library `ucrtbase` names the functions for complex numbers and ends whoever calls them, as numpy does when it is
imported. It stays, under another name; ours has these functions, as the C compiler
brings them, and hands on all others.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

_HERE = Path(__file__).parent
_NAMES = [
    "cabs",
    "cacos",
    "cacosh",
    "carg",
    "casin",
    "casinh",
    "catan",
    "catanh",
    "ccos",
    "ccosh",
    "cexp",
    "cimag",
    "clog",
    "conj",
    "cpow",
    "cproj",
    "creal",
    "csin",
    "csinh",
    "csqrt",
    "ctan",
    "ctanh",
]
_REAL = ("cabs", "carg", "cimag", "creal")


def exported(library: Path) -> list[str]:
    """Return the names that a library offers to programs written in C."""
    told = subprocess.run(
        ["x86_64-w64-mingw32-objdump", "-p", library], capture_output=True, check=True, encoding="utf-8"
    )
    listed = told.stdout[told.stdout.index("Ordinal/Name") :]
    return re.findall(r"^\s+\[ *\d+\].* (\w+)$", listed, re.MULTILINE)


def functions() -> Iterator[tuple[str, str]]:
    """Yield each function for complex numbers, and what it is in C; a long double of Windows is a double."""
    for name in _NAMES:
        for suffix, real, calls in (("", "double", name), ("f", "float", f"{name}f"), ("l", "double", name)):
            gives = real if name in _REAL else f"{real} complex"
            second = f", {real} complex b" if name == "cpow" else ""
            call = f"{calls}(a{', b' if second else ''})"
            yield name + suffix, f"{gives} own_{name}{suffix}({real} complex a{second}) {{ return {call}; }}"


def main(compiler: str, system: Path) -> None:
    """Build the libraries into the system's folder."""
    build = [compiler, "-O1", "-s", "-static-libgcc", "-shared", "-o"]
    randomness = system / "bcryptprimitives.dll"
    subprocess.run([*build, randomness, _HERE / "bcryptprimitives.c", "-ladvapi32"], check=True)
    library, kept = system / "ucrtbase.dll", system / "ucrtbase_wine.dll"
    own, names = dict(functions()), exported(library)
    lines = [f"  {name} = {f'own_{name}' if name in own else f'{kept.stem}.{name}'}" for name in names]
    # Marked as its own, Wine would look for it under its name among its own.
    kept.write_bytes(library.read_bytes().replace(b"Wine builtin DLL", b"Wine library    ", 1))
    library.unlink()
    with TemporaryDirectory() as folder:
        source, listed = Path(folder, "complex.c"), Path(folder, "ucrtbase.def")
        source.write_text("\n".join(["#include <complex.h>", *own.values(), ""]), encoding="utf-8")
        listed.write_text("\n".join(['LIBRARY "ucrtbase.dll"', "EXPORTS", *lines, ""]), encoding="utf-8")
        subprocess.run([*build, library, source, listed], check=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
