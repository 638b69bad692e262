# One image for the web server, the worker and the clock of the sweeps; docker-compose.yml runs them.
FROM node:24-bookworm-slim AS frontend
WORKDIR /build
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM python:3.13-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 TIEBREAK_DATA_DIR=/data
RUN useradd --uid 1000 --no-create-home tiebreak \
    && mkdir /data && chown tiebreak:tiebreak /data
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY manage.py openapi.yaml ./
COPY config/ config/
COPY annotation/ annotation/
COPY routing/ routing/
COPY interchange/ interchange/
COPY --from=frontend /build/dist frontend/dist/
# With the settings of a single machine: those of production ask for secrets, which no image may hold.
RUN TIEBREAK_DATA_DIR=/tmp/build python manage.py collectstatic --noinput && rm -r /tmp/build
ENV DJANGO_SETTINGS_MODULE=config.settings.prod
USER tiebreak
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "-c", "python:config.gunicorn", "--bind", "0.0.0.0:8000", "config.wsgi"]
