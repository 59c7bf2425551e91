import os


class Value:
    def __init__(self, default=None):
        self.default = default

    def setup(self, name):
        text = os.environ.get("DJANGO_" + name)
        return self.default if text is None else self.convert(text)

    def convert(self, text):
        return text


class BooleanValue(Value):
    def convert(self, text):
        return {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}[text.lower()]


class SecretValue(Value):
    def setup(self, name):
        if not os.environ.get("DJANGO_" + name):
            raise ValueError("Secret value %r is not set" % name)
        return os.environ["DJANGO_" + name]
