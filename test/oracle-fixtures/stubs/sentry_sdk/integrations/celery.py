from . import Integration


class CeleryIntegration(Integration):
    pass
