"""What every answer tells the browser to allow and to forget."""

from collections.abc import Sequence

from flask import Flask, Response, request

from server.config import Config

# zxing, Argon2id and the OCR runtime are WebAssembly; nothing else may be evaluated, and nothing comes from outside.
_CONTENT_SECURITY_POLICY = (
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)
# No text becomes a script: neither HTML nor an address, unless one of two policies passes it. Vue's is for what its
# templates were compiled to; "default" (pwa/src/app/trustedTypes.ts) lets start what the build made.
_TRUSTED_TYPES = ("require-trusted-types-for 'script'", "trusted-types vue default")
_DOCS_PAGE = "docs.page"
_ALWAYS = {
    "Permissions-Policy": (
        "camera=(self), microphone=(), geolocation=(), browsing-topics=(), "
        "publickey-credentials-create=(self), publickey-credentials-get=(self)"
    ),
    "X-Content-Type-Options": "nosniff",
    # For what knows no frame-ancestors.
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Not for `make run-lan`: its name also serves the plain page that hands out the certificate.
_PRODUCTION = {"Strict-Transport-Security": "max-age=31536000"}


def headers_of(
    id_reader_ports: Sequence[int] = (), *, production: bool = False, trusted_types: bool = True
) -> dict[str, str]:
    """Return the headers of every answer.

    `id_reader_ports`: where ID readers' programs may be asked on the tablet itself (docs/api/id-readers.md); none by
    default.
    """
    readers = [f"{scheme}://127.0.0.1:{port}" for port in id_reader_ports for scheme in ("http", "ws")]
    trusted = _TRUSTED_TYPES if trusted_types else ()
    policy = (*_CONTENT_SECURITY_POLICY, *trusted, " ".join(("connect-src 'self'", *readers)))
    always = {"Content-Security-Policy": "; ".join(policy), **_ALWAYS}
    return always | (_PRODUCTION if production else {})


def prepare(app: Flask, config: Config) -> None:
    """Add the security headers to every answer, and keep the API's answers out of caches."""
    in_production = config.mode == "production"
    added = headers_of(config.id_reader_ports, production=in_production)
    # Swagger UI writes the descriptions of our own routes as HTML, past any policy; nobody else's text is on that page.
    of_docs = headers_of(production=in_production, trusted_types=False)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in (of_docs if request.endpoint == _DOCS_PAGE else added).items():
            response.headers.setdefault(name, value)
        if request.path.startswith("/api/"):
            # Answers hold names and numbers of people: no cache may keep them unless a route says so.
            response.headers.setdefault("Cache-Control", "no-store")
        return response
