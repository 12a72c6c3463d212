"""The page at /api/docs on which the API can be read and tried, from files of this installation only."""

from pathlib import Path

import flask_swagger_ui
from flask import Blueprint, Flask, Response, send_from_directory
from flask.typing import ResponseReturnValue

_FILES = Path(flask_swagger_ui.__file__).parent / "dist"

_PAGE = """<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>送卡 API</title>
    <link rel="icon" href="/icons/songka.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/api/docs/swagger-ui.css">
  </head>
  <body>
    <div id="page"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
"""

# Requests from the page carry the header that proves they come from a page of ours.
_START = """SwaggerUIBundle({
  url: '/api/v1/openapi.json',
  dom_id: '#page',
  deepLinking: true,
  requestInterceptor: (request) => {
    request.headers['X-Songka'] = '1'
    return request
  },
})
"""


def prepare(app: Flask) -> None:
    """Serve the page and its files."""
    blueprint = Blueprint("docs", __name__, url_prefix="/api/docs")

    @blueprint.get("")
    def page() -> ResponseReturnValue:
        return Response(_PAGE, mimetype="text/html")

    @blueprint.get("/start.js")
    def start() -> ResponseReturnValue:
        return Response(_START, mimetype="text/javascript")

    @blueprint.get("/<any('swagger-ui.css', 'swagger-ui-bundle.js'):name>")
    def file(name: str) -> ResponseReturnValue:
        return send_from_directory(_FILES, name, max_age=86400)

    app.register_blueprint(blueprint)
