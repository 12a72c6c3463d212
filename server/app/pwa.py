"""Serves the built PWA at /: its files, compressed where the build made them so, and its history fallback."""

from pathlib import Path

from flask import Flask, Response, request, send_from_directory
from flask.typing import ResponseReturnValue

# Vite puts a hash of the content into these names; all others keep their name when they change.
_HASHED = "assets/"
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_NOT_BUILT = "送卡: the PWA is not built yet. Run `make build`.\n"


def prepare(app: Flask, folder: Path) -> None:
    """Serve `folder` at the root. Routes of the API and the health check come first by their own rules."""

    @app.get("/", defaults={"path": "index.html"})
    @app.get("/<path:path>")
    def pwa(path: str) -> ResponseReturnValue:
        if (folder / path).is_file():
            return _file(folder, path)
        if not (folder / "index.html").is_file():
            return Response(_NOT_BUILT, status=503, mimetype="text/plain")
        if "." in path.rsplit("/", 1)[-1]:
            # A missing script must not come back as a page: the browser would run HTML, or cache it.
            return Response(status=404)
        return _file(folder, "index.html")


def _file(folder: Path, path: str) -> Response:
    packed = f"{path}.gz"
    if request.accept_encodings["gzip"] > 0 and (folder / packed).is_file():
        response = send_from_directory(folder, packed, mimetype=_media_type(folder, path))
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = send_from_directory(folder, path)
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = _FOR_EVER if path.startswith(_HASHED) else _ASK_AGAIN
    return response


def _media_type(folder: Path, path: str) -> str:
    return send_from_directory(folder, path).mimetype or "application/octet-stream"
