"""Stands for Celery where it is not installed: an application that is configured and asked for tasks, and never runs."""


class Celery:
    def __init__(self, *args, **kwargs):
        self.conf = type("Conf", (), {})()

    def config_from_object(self, *args, **kwargs):
        pass

    def autodiscover_tasks(self, *args, **kwargs):
        pass

    def task(self, *args, **kwargs):
        return args[0] if args and callable(args[0]) else lambda function: function


def shared_task(*args, **kwargs):
    return args[0] if args and callable(args[0]) else lambda function: function
