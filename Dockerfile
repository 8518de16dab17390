# One image for the workers and for the one-shot set-up. What it holds: Python, the pinned libraries, our code.

FROM python:3.11-slim-bookworm AS libraries
WORKDIR /build
COPY pyproject.toml constraints.txt ./
# The libraries without ourselves, so that this layer is made again only when one of them changes. Notify's client needs
# docopt, which was never published as a wheel.
RUN python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" > needed.txt \
    && python -m venv /opt/countersign \
    && /opt/countersign/bin/pip install --no-cache-dir --only-binary :all: --no-binary docopt --constraint constraints.txt --requirement needed.txt \
    && /opt/countersign/bin/pip uninstall --yes pip setuptools

FROM python:3.11-slim-bookworm
RUN python -m pip uninstall --yes pip setuptools wheel \
    && groupadd --gid 10001 countersign \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin countersign \
    && install --directory --owner=countersign --group=countersign /outbox
COPY --from=libraries /opt/countersign /opt/countersign
WORKDIR /app
COPY countersign countersign
COPY activities activities
COPY schemes schemes
COPY templates templates
COPY workflows workflows
COPY starter.py worker.py ./
ENV PATH=/opt/countersign/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
RUN python -m compileall -q .
USER 10001:10001
VOLUME /outbox
STOPSIGNAL SIGTERM
CMD ["python", "worker.py"]
