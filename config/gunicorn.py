"""How gunicorn serves, everywhere: `gunicorn -c python:config.gunicorn config.wsgi`."""

# Threads, though plain processes answered more requests per second: a browser opens connections
# ahead of need, and each of those would occupy a process.
worker_class = "gthread"
threads = 4
workers = 2
preload_app = True  # loaded once, before the processes part
timeout = 60  # seconds
keepalive = 30  # seconds: a person judging every few of them need not connect anew
graceful_timeout = 10
loglevel = "warning"
control_socket_disable = True
