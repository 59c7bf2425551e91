"""Signals that only a Celery process sends: what is connected to them is never called in a web worker."""


class Signal:
    def connect(self, *args, **kwargs):
        return args[0] if args and callable(args[0]) else lambda function: function


setup_logging = after_setup_logger = after_setup_task_logger = worker_process_init = Signal()
