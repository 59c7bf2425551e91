from . import Integration


class LoggingIntegration(Integration):
    pass
