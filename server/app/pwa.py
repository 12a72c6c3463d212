"""Serves the built PWA at /: its files, compressed where the build made them so, and its history fallback."""

from mimetypes import MimeTypes
from pathlib import Path

from flask import Flask, Response, request, send_from_directory
from flask.typing import ResponseReturnValue

# Vite puts a hash of the content into these names; all others keep their name when they change.
_HASHED = "assets/"
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
# Not the machine's own table: a module or a manifest of the wrong type is refused by the browser.
_MEDIA_TYPES = MimeTypes()
_MEDIA_TYPES.add_type("text/javascript", ".js")
_MEDIA_TYPES.add_type("application/manifest+json", ".webmanifest")
_MEDIA_TYPES.add_type("application/wasm", ".wasm")
_MEDIA_TYPES.add_type("font/woff2", ".woff2")
_MEDIA_TYPES.add_type("image/webp", ".webp")
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
    media_type = _MEDIA_TYPES.guess_type(path)[0] or "application/octet-stream"
    if request.accept_encodings["gzip"] > 0 and (folder / packed).is_file():
        response = send_from_directory(folder, packed, mimetype=media_type)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = send_from_directory(folder, path, mimetype=media_type)
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = _FOR_EVER if path.startswith(_HASHED) else _ASK_AGAIN
    return response
